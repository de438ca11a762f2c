//! Starting the cores, each on a thread with a runtime of its own.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use super::{core, watchdog};
use crate::config::Layer;
use crate::event::Event;
use crate::metrics::MetricsOptions;
use crate::net::http::HttpClients;
use crate::plan::CoreShare;
use crate::scenario::ScenarioRef;
use crate::session::{Busy, StopLevel};
use crate::time::{Instant, after, now};

/// What cores are given to come up before the first moment of the plan.
const LEAD: Duration = Duration::from_millis(5);

/// All that the cores need to know of a run.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The entries, in the load test's order.
    pub entries: Vec<EntrySetup>,
    /// What each core runs.
    pub shares: Vec<CoreShare>,
    /// How many slots each core may open for arrivals.
    pub room: Vec<u64>,
    /// By which random choices are repeatable.
    pub seed: u64,
    /// For how long samples count as warm-up.
    pub warm_up: Duration,
    /// What is recorded, and how much of it.
    pub metrics: MetricsOptions,
    /// Whether each slot has rows of its own.
    pub per_session: bool,
    /// Whether every action is told of as it ends.
    pub show: bool,
    /// How cores come by clients for the wire `reqwest`.
    pub http_clients: HttpClients,
}

/// An entry as the cores run it.
#[derive(Debug, Clone)]
pub struct EntrySetup {
    /// How it is shown.
    pub title: String,
    /// The name given to its sessions, if any.
    pub name: Option<String>,
    /// Its scenarios.
    pub members: Vec<ScenarioRef>,
    /// Its whole config.
    pub config: Layer,
}

/// A run under way. Dropping it stops the cores without waiting for them.
#[derive(Debug)]
pub struct Running {
    /// What happens.
    pub events: mpsc::UnboundedReceiver<Event>,
    /// When the load begins: all moments of the plan count from it.
    pub start: Instant,
    stop: watch::Sender<StopLevel>,
}

impl Running {
    /// Stops the cores as far as `level`.
    pub fn stop(&self, level: StopLevel) {
        self.stop.send_replace(level);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop(StopLevel::Kill);
    }
}

/// Starts a run.
///
/// # Errors
/// When the machine gives no thread or no runtime.
pub fn start(setup: Setup) -> io::Result<Running> {
    let start = after(now(), LEAD);
    let setup = Arc::new(setup);
    let (events, receiver) = mpsc::unbounded_channel();
    let stop = watch::Sender::new(StopLevel::Go);
    let busy: Vec<Arc<Busy>> = setup.shares.iter().map(|_| Arc::default()).collect();
    let running = Running { events: receiver, start, stop };
    for (index, busy) in (0_u32..).zip(&busy) {
        let post = core::Post {
            index,
            setup: setup.clone(),
            start,
            events: events.clone(),
            stop: running.stop.subscribe(),
            busy: busy.clone(),
        };
        let thread = std::thread::Builder::new().name(format!("chaperon-{index}"));
        // Its end is told by an event: one that hangs must not hang whoever started it.
        drop(thread.spawn(move || core::run(post))?);
    }
    watchdog::start(&setup, busy, events, running.stop.subscribe())?;
    Ok(running)
}
