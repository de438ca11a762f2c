//! What those who do tell those who show: a run started, a second's samples, how it ended.
//!
//! The runner sends events; results, live views and the cluster consume them. Nothing here decides
//! what is done with an event. All of them are `Send`, for channels between threads.

mod ending;
mod started;
mod steering;

use std::sync::Arc;
use std::time::Duration;

pub use ending::Ending;
pub(crate) use started::{Planned, Started};
pub use steering::Steering;

use crate::metrics::Snapshot;
use crate::time::Instant;

/// Where events are sent.
pub(crate) type Events = tokio::sync::mpsc::UnboundedSender<Event>;

/// Something that happened in a run.
#[derive(Debug, Clone)]
pub(crate) enum Event {
    /// A function is run before the load.
    SettingUp {
        /// The load test's field that it stands in.
        field: &'static str,
        /// Its name.
        name: Arc<str>,
    },
    /// What the set-ups recorded.
    SetUpMeasured(Box<Snapshot>),
    /// The load is about to begin.
    Started(Started),
    /// The cores are on their way, and the moments of the plan count from here.
    Began {
        /// When the load begins.
        at: Instant,
    },
    /// What a core recorded since its last frame. A run's totals are the sum of all frames.
    Frame {
        /// The core, from 0.
        core: usize,
        /// Whole seconds since the load began; frames of several cores with one number belong
        /// together.
        second: u64,
        /// What was recorded.
        snapshot: Box<Snapshot>,
    },
    /// A scenario's code does not let go of its core, so all other sessions there wait.
    Blocked {
        /// The core, from 0.
        core: usize,
        /// The scenario's name.
        scenario: Arc<str>,
        /// For how long.
        since: Duration,
    },
    /// A core has met more groups and session names than it tells apart: the rest label nothing.
    LabelsLost {
        /// How many it tells apart, by `max_metrics`.
        bound: usize,
    },
    /// The run is told to end; what is under way has `grace` to come to its end.
    Stopping {
        /// Why.
        ending: Ending,
        /// How long.
        grace: Duration,
    },
    /// The run departs from its plan, or is taken back to it.
    Steered {
        /// In all that it does so from now on.
        steering: Steering,
        /// How long after the load's begin.
        at: Duration,
    },
    /// A core has nothing left to do, and has sent its last frame.
    CoreEnded {
        /// The core, from 0.
        core: usize,
        /// CPU time its thread used.
        cpu: Duration,
        /// The longest that something was started after its time, whatever held it up.
        worst_lag: Duration,
    },
    /// A core could not start.
    Failed {
        /// The core, from 0.
        core: usize,
        /// Why.
        message: String,
    },
    /// A session wants the run to stop.
    StopRequested {
        /// Why.
        reason: String,
    },
    /// A feed that stops the load test when it runs dry has done so.
    FeedDry {
        /// Its name.
        feed: String,
    },
    /// An action has ended, and every action is to be shown.
    Shown(String),
    /// Every core has ended. No event comes after this one.
    Ended,
}

impl Event {
    /// What people should know of, in words, where that is what an event is.
    pub(crate) fn warning(&self) -> Option<String> {
        match self {
            Self::Blocked { core, scenario, since } => Some(format!(
                "core {core} was blocked by `{scenario}` for {since:?}: code between two awaits \
                 must be short, else all sessions of the core wait"
            )),
            Self::LabelsLost { bound } => Some(format!(
                "there were more different groups and session names than `max_metrics` ({bound}) \
                 lets be told apart: what was recorded in the rest is counted without them; raise \
                 `max_metrics`, or give what is alike one name"
            )),
            _ => None,
        }
    }
}
