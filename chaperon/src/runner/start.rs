//! Starting the cores, each on a thread with a runtime of its own.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use super::guests::Guests;
use super::steered::Steered;
use super::{core, watchdog};
use crate::config::Layer;
use crate::event::{Event, Events};
use crate::feed::Feeds;
use crate::metrics::MetricsOptions;
use crate::net::http::HttpClients;
use crate::plan::CoreShare;
use crate::scenario::{ScenarioRef, SetUp};
use crate::session::{Busy, Elsewhere, Given, StopLevel};
use crate::time::{Instant, after, now};

/// What cores are given to come up before the first moment of the plan.
const LEAD: Duration = Duration::from_millis(5);

/// All that the cores need to know of a run.
#[derive(Clone)]
pub struct Setup {
    /// The entries, in the load test's order.
    pub entries: Vec<EntrySetup>,
    /// What each core of this process runs.
    pub shares: Vec<CoreShare>,
    /// The number of the first of them among the cores of all processes that run the load test.
    pub first_core: u32,
    /// How many slots each core may open for arrivals.
    pub room: Vec<u64>,
    /// By which random choices are repeatable.
    pub seed: u64,
    /// For how long samples count as warm-up.
    pub warm_up: Duration,
    /// For how long, from the beginning of the load, the load rises to its level.
    pub ramp: Duration,
    /// What is recorded, and how much of it.
    pub metrics: MetricsOptions,
    /// Whether each slot has rows of its own.
    pub per_session: bool,
    /// Whether every action is told of as it ends.
    pub show: bool,
    /// How cores come by clients for the wire `reqwest`.
    pub http_clients: HttpClients,
    /// What is run before the load, one after the other.
    pub set_ups: Vec<SetUp>,
    /// Their config.
    pub set_up_config: Layer,
    /// What they gave.
    pub given: Given,
    /// Rows for sessions.
    pub(crate) feeds: Feeds,
    /// The way to other nodes, if there are some.
    pub elsewhere: Option<Arc<dyn Elsewhere>>,
    /// Sessions that come from other nodes, if some may.
    pub guests: Option<Arc<Guests>>,
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
    steering: watch::Sender<Steered>,
}

impl Running {
    /// Stops the cores as far as `level`.
    pub fn stop(&self, level: StopLevel) {
        self.stop.send_replace(level);
    }

    /// Lets the cores depart from their plan so from now on.
    pub fn steer(&self, steered: Steered) {
        self.steering.send_replace(steered);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop(StopLevel::Kill);
    }
}

/// The next moment at which a load can begin: cores need a little to come up.
pub fn soon() -> Instant {
    after(now(), LEAD)
}

/// Starts a run, whose moments count from `start`.
///
/// # Errors
/// When the machine gives no thread or no runtime.
pub fn start(setup: Setup, start: Instant) -> io::Result<Running> {
    let setup = Arc::new(setup);
    let mut launch = Launch::new(setup.clone(), start);
    for (index, _) in (0_u32..).zip(&setup.shares) {
        launch.core(index, core::run)?;
    }
    launch.watched(setup.entries.iter().map(|entry| entry.title.as_str().into()).collect())
}

/// Cores on their way up.
pub(super) struct Launch {
    setup: Arc<Setup>,
    sender: Events,
    busy: Vec<Arc<Busy>>,
    running: Running,
}

impl Launch {
    /// No core yet; the moments of the plan count from `start`.
    pub(super) fn new(setup: Arc<Setup>, start: Instant) -> Self {
        let (sender, events) = mpsc::unbounded_channel();
        let stop = watch::Sender::new(StopLevel::Go);
        let running = Running { events, start, stop, steering: watch::Sender::default() };
        Self { setup, sender, busy: Vec::new(), running }
    }

    /// Starts a core on a thread of its own, which does this.
    pub(super) fn core(
        &mut self,
        index: u32,
        life: impl FnOnce(core::Post) + Send + 'static,
    ) -> io::Result<()> {
        let busy = Arc::<Busy>::default();
        self.busy.push(busy.clone());
        let post = core::Post {
            index,
            setup: self.setup.clone(),
            start: self.running.start,
            events: self.sender.clone(),
            stop: self.running.stop.subscribe(),
            steering: self.running.steering.subscribe(),
            busy,
        };
        let thread = std::thread::Builder::new().name(format!("chaperon-{index}"));
        // Its end is told by an event: one that hangs must not hang whoever started it.
        drop(thread.spawn(move || life(post))?);
        Ok(())
    }

    /// Sets a watchdog on the cores, which knows what they run by these titles.
    pub(super) fn watched(self, titles: Vec<Arc<str>>) -> io::Result<Running> {
        watchdog::start(titles, self.busy, self.sender, self.running.stop.subscribe())?;
        Ok(self.running)
    }
}
