//! One timed sample, and how durations become microseconds.

use std::time::Duration;

use crate::metrics::phases::Phases;

/// One timed action.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    pub(super) service: Duration,
    pub(super) lag: Option<Duration>,
    pub(super) phases: Option<&'a Phases>,
}

impl<'a> Sample<'a> {
    /// An action that took `service`, from asking for it to its end.
    pub fn new(service: Duration) -> Self {
        Self { service, lag: None, phases: None }
    }

    /// The same action, in an iteration that started `lag` after its planned moment. The metric
    /// then shows `service + lag` (the response time) and keeps the service time beside it.
    #[must_use]
    pub fn late_by(mut self, lag: Option<Duration>) -> Self {
        self.lag = lag;
        self
    }

    /// The same action, with where its time went.
    #[must_use]
    pub fn phases(mut self, phases: &'a Phases) -> Self {
        self.phases = Some(phases);
        self
    }
}

/// Whole microseconds, rounded to the nearest.
pub(super) fn micros(duration: Duration) -> u64 {
    let part = (duration.subsec_nanos() + 500) / 1000;
    duration.as_secs().saturating_mul(1_000_000).saturating_add(u64::from(part))
}

/// Thousandths of a plain number; `None` when it is not a number.
#[expect(clippy::cast_possible_truncation, reason = "clamped to what fits")]
pub(super) fn thousandths(number: f64) -> Option<i64> {
    const LARGEST: f64 = 4e18;
    let thousandths = (number * 1000.0).round();
    (!thousandths.is_nan()).then(|| thousandths.clamp(-LARGEST, LARGEST) as i64)
}
