//! Frames made of what happens on a worker, and who else is shown it.

use std::rc::Rc;
use std::time::Duration;

use super::seconds::Seconds;
use super::spool::Spool;
use crate::cluster::protocol::{Body, Last};
use crate::config::Secrets;
use crate::event::{Ending, Event};
use crate::metrics::Snapshot;
use crate::run::Prepared;

/// Who is shown what happens, and must not show secrets.
pub(crate) trait Viewer {
    /// Shows what happens.
    fn on(&self, event: &Event);
    /// Leaves these out of all lines from now on.
    fn hide(&self, secrets: Secrets);
}

/// Makes frames of what happens.
pub(super) struct Frames {
    spool: Rc<Spool>,
    viewer: Rc<dyn Viewer>,
    seconds: Seconds,
    cpu: Duration,
    worst_lag: Duration,
}

impl Frames {
    pub(super) fn new(spool: Rc<Spool>, viewer: Rc<dyn Viewer>) -> Self {
        let (cpu, worst_lag) = (Duration::ZERO, Duration::ZERO);
        Self { spool, viewer, seconds: Seconds::new(0), cpu, worst_lag }
    }

    /// Begins with the load, on so many cores.
    pub(super) fn begin(&mut self, prepared: &Prepared, cores: usize) {
        self.seconds = Seconds::new(cores);
        self.viewer.hide(prepared.secrets());
    }

    /// Hears of what happens. Nobody here decides that a load is to stop.
    pub(super) fn hear(&mut self, event: &Event) -> Option<Ending> {
        self.viewer.on(event);
        let whole = match event {
            Event::SetUpMeasured(snapshot) => vec![(0, (**snapshot).clone())],
            Event::Frame { core, second, snapshot } => self.seconds.hear(*core, *second, snapshot),
            Event::CoreEnded { core, cpu, worst_lag } => {
                self.cpu += *cpu;
                self.worst_lag = self.worst_lag.max(*worst_lag);
                self.seconds.ended(*core)
            }
            Event::StopRequested { reason } => {
                self.spool.push(Body::Stop(Ending::Stopped(reason.clone())));
                Vec::new()
            }
            Event::FeedDry { feed } => {
                self.spool.push(Body::Stop(Ending::FeedDry(feed.clone())));
                Vec::new()
            }
            other => {
                if let Some(warning) = other.warning() {
                    self.spool.push(Body::Warning(warning));
                }
                Vec::new()
            }
        };
        self.push(whole);
        None
    }

    /// Ends with the load.
    pub(super) fn over(&mut self) {
        let rest = self.seconds.over();
        self.push(rest);
        self.viewer.on(&Event::Ended);
    }

    fn push(&self, seconds: Vec<(u64, Snapshot)>) {
        for (second, snapshot) in seconds {
            self.spool.second(second, snapshot);
        }
    }

    /// Adds the last frame.
    pub(super) fn last(&self, early: Option<String>) {
        let micros = |time: Duration| u64::try_from(time.as_micros()).unwrap_or(u64::MAX);
        let (cpu_us, worst_lag_us) = (micros(self.cpu), micros(self.worst_lag));
        self.spool.last(|frames, samples| Last { frames, samples, cpu_us, worst_lag_us, early });
    }
}
