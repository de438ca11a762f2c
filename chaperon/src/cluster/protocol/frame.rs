//! What a worker measured, second by second, as it is stored in the engine.

use crate::event::Ending;
use crate::metrics::Snapshot;

/// A part of the results of a run. A worker numbers its frames from 0 without a gap; they may be read
/// in any order and more than once. What is read holds its snapshots as they were sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Frame<S = Snapshot> {
    pub(crate) node: String,
    pub(crate) boot: String,
    pub(crate) sequence: u64,
    pub(crate) body: Body<S>,
}

/// What a frame holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Body<S = Snapshot> {
    /// What was recorded up to a second of the load, since the frame before. A second whose record
    /// is too large comes in several frames, of which all but the last say that there is `more`.
    Second { second: u64, more: bool, snapshot: S },
    /// Something of the run that people should know.
    Warning(String),
    /// A session, or a feed, wants the whole run to stop.
    Stop(Ending),
    /// The load began so many microseconds after its time.
    Began { late_us: u64 },
    /// The worker's last frame.
    Last(Last),
    /// Part `index` of the `of` parts of the finished report: `RunResults` as JSON, deflated.
    Report { index: u32, of: u32, bytes: Vec<u8> },
}

/// A snapshot is sent in parts of about so many bytes.
const PART: usize = 512 << 10;

impl Body {
    /// What was recorded up to a second, in as many bodies as it needs.
    pub(crate) fn of_second(second: u64, snapshot: Snapshot) -> Vec<Self> {
        let parts = snapshot.split(PART);
        let last = parts.len() - 1;
        let bodies = parts.into_iter().enumerate();
        bodies.map(|(at, snapshot)| Self::Second { second, more: at < last, snapshot }).collect()
    }
}

/// What a worker says at its end, for a cross-check.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Last {
    /// How many frames it has stored, this one included.
    pub(crate) frames: u64,
    /// The samples of all metrics, over all its frames.
    pub(crate) samples: u64,
    /// CPU time that its cores have used, in microseconds.
    pub(crate) cpu_us: u64,
    /// The longest that something was started after its time, in microseconds.
    pub(crate) worst_lag_us: u64,
    /// Why it ended before its plan did, if so: a signal, a core that failed, no leader.
    pub(crate) early: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::metrics::{MetricsOptions, Recorder, Scope};

    #[test]
    fn a_second_that_is_too_large_comes_in_parts() {
        let recorder = Recorder::new(MetricsOptions::default());
        for number in 0..700 {
            let scope = recorder.scope(&Scope::of(format!("scenario {number}")));
            recorder.error(scope, ErrorKind::Reset, &"🦀".repeat(300));
        }
        let whole = recorder.take();
        let mut all = Snapshot::default();
        let mut mores = Vec::new();
        for body in Body::of_second(3, whole.clone()) {
            let Body::Second { second: 3, more, snapshot } = body else { panic!("{body:?}") };
            mores.push(more);
            all.merge(&snapshot);
        }
        assert_eq!(mores, [true, false]);
        assert!(all == whole);
    }
}
