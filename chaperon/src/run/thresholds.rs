//! What keeps a run from being judged by its thresholds, as far as that is known before it.

use std::time::Duration;

use super::RunError;
use crate::load_test::Finding;
use crate::load_test::threshold::{Measure, Threshold};
use crate::metrics::{MetricFilter, NameRef};
use crate::time::write_duration;

/// How a run is planned, as far as its thresholds are concerned.
pub(super) struct Plan<'p> {
    pub(super) load_test: &'p str,
    /// How long the load lasts; `None` when that depends on the sessions.
    pub(super) load: Option<Duration>,
    pub(super) warm_up: Duration,
    pub(super) filter: &'p MetricFilter,
}

/// Finds thresholds for which there cannot be any data.
///
/// # Errors
/// [`RunError::Config`] for windows that are longer than the load, [`RunError::Options`] when what
/// is recorded leaves out what a threshold is about.
pub(super) fn check(thresholds: &[Threshold], plan: &Plan<'_>) -> Result<(), RunError> {
    let findings: Vec<_> =
        thresholds.iter().filter_map(|threshold| too_long(threshold, plan)).collect();
    if !findings.is_empty() {
        return Err(RunError::Config { load_test: plan.load_test.to_owned(), findings });
    }
    match thresholds.iter().find(|threshold| !is_recorded(threshold, plan.filter)) {
        None => Ok(()),
        Some(threshold) => Err(RunError::Options(format!(
            "the threshold `{threshold}` is about what --metrics leaves out: add its type to \
             --metrics, or leave the flag out"
        ))),
    }
}

fn too_long(threshold: &Threshold, plan: &Plan<'_>) -> Option<Finding> {
    let (window, load) = (threshold.window()?, plan.load?);
    let load = load.saturating_sub(plan.warm_up);
    (window > load).then(|| Finding {
        scenario: None,
        message: format!(
            "the threshold `{threshold}` looks at windows that are longer than the load without \
             its warm-up, {}",
            write_duration(load)
        ),
    })
}

fn is_recorded(threshold: &Threshold, filter: &MetricFilter) -> bool {
    match threshold.measure() {
        // What is left out of all actions is left out of them all.
        Measure::Errors => true,
        // What becomes of sessions is always counted.
        Measure::Dropped => true,
        Measure::Check(name) => filter.takes(&NameRef::check(name)),
        Measure::Rate(metric) | Measure::Figure { metric, .. } => filter.takes(&metric.parts()),
    }
}
