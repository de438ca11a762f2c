//! What cores recorded, and what it is held to.

use std::time::Duration;

use crate::load_test::threshold::{Comparison, Measure, Metric, Quantity, Statistic, Threshold};
use crate::metrics::{MetricsOptions, Recorder, Scope, ScopeId, Snapshot};

pub(super) const SECOND: Duration = Duration::from_secs(1);

/// What a core recorded in some time.
pub(super) fn frame(record: impl FnOnce(&Recorder, ScopeId)) -> Snapshot {
    let recorder = Recorder::new(MetricsOptions::default());
    record(&recorder, recorder.scope(&Scope::of("browse")));
    recorder.take()
}

pub(super) fn get(recorder: &Recorder, scope: ScopeId, micros: u64) {
    recorder.record(recorder.intern_http(scope, "get", "/"), Duration::from_micros(micros));
}

/// Requests that took so many microseconds.
pub(super) fn gets(micros: &[u64]) -> Snapshot {
    frame(|recorder, scope| micros.iter().for_each(|took| get(recorder, scope, *took)))
}

pub(super) fn of_get(statistic: Statistic) -> Measure {
    Measure::of(Metric::http("get", "/"), statistic)
}

pub(super) fn below(measure: Measure, limit: Quantity) -> Threshold {
    Threshold::new(measure, Comparison::Below, limit)
}

pub(super) fn max_below(micros: u64) -> Threshold {
    below(of_get(Statistic::Max), Quantity::time(Duration::from_micros(micros)))
}
