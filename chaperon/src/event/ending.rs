//! How a run ended.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How a run ended.
///
/// ```
/// use chaperon::event::Ending;
///
/// assert_eq!(Ending::default().to_string(), "finished");
/// assert_eq!(Ending::Signal(2).to_string(), "stopped by SIGINT");
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Ending {
    /// All that was planned was done.
    #[default]
    Finished,
    /// The duration it was given on the command line is over.
    DurationReached,
    /// It took longer than `load_test_timeout`.
    LoadTestTimeout,
    /// A signal, by its number.
    Signal(i32),
    /// A session called `stop_load_test`, with this reason.
    Stopped(String),
    /// The feed of this name ran dry, and is to stop the load test then.
    FeedDry(String),
    /// A threshold with `else abort` was broken: this one.
    Threshold(String),
    /// Somebody cancelled it.
    Cancelled,
    /// A worker was lost, and the run is not to go on without it: this one.
    WorkerLost(String),
    /// The load test's set-up failed, with this message; no load was sent.
    SetupFailed(String),
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Finished => f.write_str("finished"),
            Self::DurationReached => f.write_str("ended at its --duration"),
            Self::LoadTestTimeout => f.write_str("stopped at its load_test_timeout"),
            Self::Signal(2) => f.write_str("stopped by SIGINT"),
            Self::Signal(15) => f.write_str("stopped by SIGTERM"),
            Self::Signal(number) => write!(f, "stopped by signal {number}"),
            Self::Stopped(reason) => write!(f, "stopped: {reason}"),
            Self::FeedDry(feed) => write!(f, "stopped: the feed `{feed}` has no row left"),
            Self::Threshold(which) => write!(f, "stopped by the threshold {which}"),
            Self::Cancelled => f.write_str("cancelled"),
            Self::WorkerLost(worker) => write!(f, "stopped, as the worker {worker} was lost"),
            Self::SetupFailed(message) => write!(f, "not started: its set-up failed: {message}"),
        }
    }
}
