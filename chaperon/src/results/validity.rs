//! Whether a run's figures are the target's, or the generator's own: open loads judge themselves.

use std::fmt;
use std::time::Duration;

use crate::load_test::threshold::Measure;
use crate::metrics::{Distribution, NameOf, Value, View};
use crate::results::run::RunResults;

/// A run in which at least so many of a hundred arrivals were started holds what it was asked for.
const SENT: u64 = 99;
/// A run in which at most one of so many arrivals was dropped does too, where no threshold says
/// how many may be.
const DROPPED: u64 = 1000;
/// A start lag up to here is nobody's concern.
const LAG: Duration = Duration::from_millis(10);
/// A start lag up to this part of the usual iteration is none either.
const LAG_PART: i64 = 10;

/// Why a run's figures say nothing about the target.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Invalid {
    /// The generator could not start as many sessions as were due.
    TooFewStarted {
        /// The entry whose sessions arrive.
        scenario: String,
        /// How many were due.
        due: u64,
        /// How many were started, or dropped for want of room.
        started: u64,
    },
    /// Too many arrivals found no room, as too many sessions were still under way.
    TooManyDropped {
        /// The entry whose sessions arrive.
        scenario: String,
        /// How many were due.
        due: u64,
        /// How many of them were dropped.
        dropped: u64,
    },
    /// Something that was measured is missing.
    Missing {
        /// What, and why.
        what: String,
    },
    /// Sessions started too late.
    TooLate {
        /// The entry whose sessions arrive.
        scenario: String,
        /// How late one in a hundred was, or later.
        p99: Duration,
    },
}

impl Invalid {
    /// All that makes a run's figures invalid. On one machine only loads whose sessions arrive have
    /// anything.
    pub(super) fn of(results: &RunResults) -> Vec<Self> {
        let missing = results.missing.iter().cloned();
        let mut found: Vec<_> = missing.map(|what| Self::Missing { what }).collect();
        for (name, counts) in results.sessions().filter(|(_, counts)| counts.due > 0) {
            let (scenario, due, dropped) = (name.to_owned(), counts.due, counts.dropped);
            let started = counts.started + dropped;
            if started * 100 < due * SENT {
                found.push(Self::TooFewStarted { scenario: scenario.clone(), due, started });
            }
            if dropped * DROPPED > due && !may_drop(results, name) {
                found.push(Self::TooManyDropped { scenario: scenario.clone(), due, dropped });
            }
            if let Some(p99) = too_late(results, name) {
                found.push(Self::TooLate { scenario, p99 });
            }
        }
        found
    }
}

/// Whether a threshold says how many arrivals of this entry may be dropped.
fn may_drop(results: &RunResults, scenario: &str) -> bool {
    results.thresholds().iter().map(|judged| &judged.threshold).any(|threshold| {
        *threshold.measure() == Measure::Dropped
            && threshold.comparison().is_upper()
            && threshold.scenario().is_none_or(|name| name == scenario)
    })
}

/// The start lag of one in a hundred sessions, when it is too much.
fn too_late(results: &RunResults, scenario: &str) -> Option<Duration> {
    let (mut lag, mut usual) = (Distribution::default(), Distribution::default());
    for (key, value) in results.snapshot().metrics(View::Headline) {
        let Value::Time(times) = value else { continue };
        match key.name.by_ref() {
            _ if &*key.scope.scenario != scenario => {}
            NameOf::Time("start_lag") => lag.merge(&times.response),
            NameOf::Action { action: "iteration", .. } => {
                usual.merge(times.service.as_ref().unwrap_or(&times.response));
            }
            _ => {}
        }
    }
    let micros = lag.percentile(99.0);
    let p99 = Duration::from_micros(u64::try_from(micros).unwrap_or(0));
    (p99 > LAG && micros > usual.percentile(50.0) / LAG_PART).then_some(p99)
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFewStarted { scenario, due, started } => write!(
                f,
                "of {due} sessions of `{scenario}` that were due, the generator started {started}: \
                 give it more cores, or a lower rate"
            ),
            Self::Missing { what } => f.write_str(what),
            Self::TooManyDropped { scenario, due, dropped } => write!(
                f,
                "of {due} sessions of `{scenario}` that were due, {dropped} found no room, as too \
                 many were still under way: raise `max_sessions`, lower the rate, or allow it by a threshold: `dropped < 5%`"
            ),
            Self::TooLate { scenario, p99 } => write!(
                f,
                "one in a hundred sessions of `{scenario}` started {p99:?} late, or later: the \
                 generator did not keep up, give it more cores, or a lower rate"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load_test::threshold::{Comparison, Quantity, Threshold};
    use crate::metrics::{NameRef, Sample, Scope, SessionEvent};
    use crate::results::Watch;
    use crate::results::example::results_of;

    /// A run of so many arrivals, of which the generator started and dropped some, each so late.
    fn invalid(due: u64, started: u64, dropped: u64, lag: Duration, took: Duration) -> Vec<String> {
        said(&arrivals(due, started, dropped, lag, took))
    }

    fn said(results: &RunResults) -> Vec<String> {
        results.verdict().invalid.iter().map(ToString::to_string).collect()
    }

    fn arrivals(due: u64, started: u64, dropped: u64, lag: Duration, took: Duration) -> RunResults {
        results_of(|recorder| {
            let scope = recorder.scope(&Scope::of("buy"));
            let times = |number, event| (0..number).for_each(|_| recorder.session(scope, event));
            times(due, SessionEvent::Due);
            times(started, SessionEvent::Started);
            times(started, SessionEvent::Finished);
            times(dropped, SessionEvent::Dropped);
            recorder.record(recorder.intern(scope, NameRef::custom("start_lag")), lag);
            let iteration = recorder.intern(scope, NameRef::of("iteration", "buy"));
            recorder.record_sample(iteration, &Sample::new(took).late_by(Some(lag)));
        })
    }

    #[test]
    fn a_threshold_on_what_is_dropped_says_how_much_may_be() {
        for (comparison, limit, failures, reasons) in [
            (Comparison::Below, 5.0, 0, 0),
            (Comparison::AtMost, 1.0, 1, 0),
            (Comparison::Above, 1.0, 0, 1),
        ] {
            let mut results = arrivals(1000, 980, 20, Duration::ZERO, Duration::ZERO);
            assert_eq!(said(&results).len(), 1);
            let limit = Quantity::percent(limit);
            let threshold = Threshold::new(Measure::Dropped, comparison, limit);
            results.judge(&mut Watch::new(&[threshold], 1, Duration::ZERO));
            let verdict = results.verdict();
            assert_eq!((verdict.failures.len(), verdict.invalid.len()), (failures, reasons));
        }
    }

    #[test]
    fn a_run_is_invalid_when_the_generator_could_not_keep_up() {
        let millis = Duration::from_millis;
        assert!(invalid(1000, 990, 0, millis(10), millis(1)).is_empty());
        assert!(invalid(1000, 999, 1, millis(99), millis(1000)).is_empty());
        let said = invalid(1000, 989, 0, millis(1), millis(1)).join(";");
        assert!(
            said.starts_with("of 1000 sessions of `buy` that were due, the generator"),
            "{said}"
        );
        let said = invalid(1000, 998, 2, millis(1), millis(1)).join(";");
        assert!(said.contains("2 found no room"), "{said}");
        let said = invalid(1000, 1000, 0, millis(20), millis(100)).join(";");
        assert!(said.contains("started 20ms late"), "{said}");
    }

    #[test]
    fn a_closed_load_is_never_invalid() {
        assert!(invalid(0, 5, 0, Duration::from_secs(1), Duration::ZERO).is_empty());
    }
}
