//! How a session ended.

use crate::error::{Error, ErrorKind};
use crate::metrics::SessionEvent;

/// How a session ended.
#[derive(Debug)]
pub enum Outcome {
    /// Its scenario ended Ok.
    Finished,
    /// Its scenario ended with an error.
    Failed(Error),
    /// Its scenario took longer than `scenario_timeout`.
    TimedOut(Error),
    /// It was cut when the load test ended.
    Interrupted,
    /// Its `init` failed, and its scenario did not run.
    InitFailed(Error),
}

impl Outcome {
    /// The outcome of a scenario that ran.
    pub(super) fn of_run(error: Error) -> Self {
        match error.kind() {
            ErrorKind::Interrupted => Self::Interrupted,
            ErrorKind::ScenarioTimeout => Self::TimedOut(error),
            _ => Self::Failed(error),
        }
    }

    /// The outcome of an `init` that failed.
    pub(super) fn of_init(error: Error) -> Self {
        match error.kind() {
            ErrorKind::Interrupted => Self::Interrupted,
            _ => Self::InitFailed(error),
        }
    }

    /// As what it is counted.
    pub fn event(&self) -> SessionEvent {
        match self {
            Self::Finished => SessionEvent::Finished,
            Self::Failed(_) => SessionEvent::Failed,
            Self::TimedOut(_) => SessionEvent::TimedOut,
            Self::Interrupted => SessionEvent::Interrupted,
            Self::InitFailed(_) => SessionEvent::InitFailed,
        }
    }

    /// The outcome as the result of a nested run.
    pub(super) fn into_result(self) -> Result<(), Error> {
        match self {
            Self::Finished => Ok(()),
            Self::Failed(error) | Self::TimedOut(error) | Self::InitFailed(error) => Err(error),
            Self::Interrupted => Err(crate::session::interrupted()),
        }
    }
}
