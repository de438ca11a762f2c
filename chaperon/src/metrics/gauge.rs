//! Levels: a gauge keeps its last, least and largest value.

use serde::{Deserialize, Serialize};

/// A level that was set now and then, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gauge {
    /// How often it was set.
    pub count: u64,
    /// The last value.
    pub last: i64,
    /// When the last value was set, in milliseconds since the Unix epoch.
    pub at: u64,
    /// The least value.
    pub min: i64,
    /// The largest value.
    pub max: i64,
}

impl Gauge {
    /// A gauge that was set once.
    pub(super) fn set(value: i64, at: u64) -> Self {
        Self { count: 1, last: value, at, min: value, max: value }
    }

    /// Sets it again; what is set later counts as the last value even within a millisecond.
    pub(super) fn set_again(&mut self, new: &Self) {
        self.merge(new);
        self.last = new.last;
    }

    /// Adds what another part of the run saw; the later last value stays.
    pub fn merge(&mut self, other: &Self) {
        self.count = self.count.saturating_add(other.count);
        (self.at, self.last) = (self.at, self.last).max((other.at, other.last));
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }
}
