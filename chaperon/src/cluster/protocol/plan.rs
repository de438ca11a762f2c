//! Who runs what.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The plan of a run. Each worker computes its share from it and from the load test, by itself: all
/// cores of all workers are dealt to as the cores of one machine are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct RunPlan {
    /// Grows each time that the run is planned anew.
    pub(crate) revision: u32,
    pub(crate) seed: u64,
    pub(crate) parts: Vec<Part>,
    /// Cores of all parts.
    pub(crate) cores: u32,
    /// What the load test's `setup` gave, as JSON.
    pub(crate) setup: Option<Value>,
    /// When the load begins by the leader's wall clock, in microseconds since the Unix epoch; `None`
    /// until all workers are ready.
    pub(crate) start_at: Option<i64>,
}

/// The part of a worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Part {
    pub(crate) node: String,
    pub(crate) boot: String,
    /// The number of its first core among all.
    pub(crate) first_core: u32,
    pub(crate) cores: u32,
    /// How far its wall clock is ahead of the leader's, in microseconds.
    pub(crate) clock_ahead_us: i64,
    /// How far that may be from the truth, either way, in microseconds: its clock was read over a line.
    /// The most that there is when it could not be read.
    #[serde(default)]
    pub(crate) clock_off_us: u64,
}

impl Part {
    /// How far what is known of its clock may be from the truth, either way; `None` when it could not
    /// be read.
    pub(crate) fn clock_off(&self) -> Option<Duration> {
        let off = self.clock_off_us;
        (off < u64::MAX).then(|| Duration::from_micros(off))
    }
}
