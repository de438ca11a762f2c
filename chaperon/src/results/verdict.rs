//! Whether a run is a success, and if not, why.

use std::collections::BTreeMap;
use std::fmt;

use crate::event::Ending;
use crate::metrics::{NameOf, SessionCounts, View};
use crate::results::run::RunResults;
use crate::results::thresholds::Judged;
use crate::results::validity::Invalid;

/// Whether a run is a success.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// Why it is not; empty when it is.
    pub failures: Vec<Failure>,
    /// Why its figures say nothing about the target, if that is so.
    pub invalid: Vec<Invalid>,
}

/// A reason for which a run fails.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Failure {
    /// Nothing in this scenario succeeded: sessions were started, and none of them came to its
    /// end. Sessions that were cut with the run do not count against it once an action of theirs
    /// has succeeded.
    NothingSucceeded {
        /// The scenario's name.
        scenario: String,
        /// What became of its sessions.
        sessions: SessionCounts,
    },
    /// The load test's set-up failed, so there was no load.
    SetupFailed {
        /// What it said.
        message: String,
    },
    /// A threshold was broken, or there was nothing to judge it by.
    Threshold(Box<Judged>),
}

impl Verdict {
    pub(super) fn of(results: &RunResults) -> Self {
        let mut failures = Vec::new();
        if let Ending::SetupFailed(message) = results.ending() {
            failures.push(Failure::SetupFailed { message: message.clone() });
        }
        let nothing = results.sessions().filter(|(scenario, counts)| {
            counts.started > 0
                && counts.finished == 0
                && !(counts.interrupted > 0 && acted(results, scenario))
        });
        failures.extend(nothing.map(|(scenario, sessions)| Failure::NothingSucceeded {
            scenario: scenario.to_owned(),
            sessions: *sessions,
        }));
        let broken = results.thresholds().iter().filter(|judged| !judged.passed());
        failures.extend(broken.cloned().map(Box::new).map(Failure::Threshold));
        Self { failures, invalid: Invalid::of(results) }
    }

    /// Whether the run is a success.
    pub fn passed(&self) -> bool {
        self.failures.is_empty() && self.invalid.is_empty()
    }
}

/// Whether an action of a scenario, or of a member of a sequence, has succeeded.
fn acted(results: &RunResults, scenario: &str) -> bool {
    let entries: BTreeMap<_, _> = results.sessions().collect();
    let mut answered: BTreeMap<(&str, &str), i128> = BTreeMap::new();
    for (key, value) in results.snapshot().metrics(View::All) {
        let of = &*key.scope.scenario;
        if of != scenario && entries.contains_key(of) {
            continue;
        }
        let count = i128::from(value.count());
        match key.name.by_ref() {
            NameOf::Http { method, url } => *answered.entry((method, url)).or_default() += count,
            NameOf::HttpError { method, url, .. } => {
                *answered.entry((method, url)).or_default() -= count;
            }
            NameOf::Action { action, subject } if action.starts_with("ws_") => {
                *answered.entry((action, subject)).or_default() += count;
            }
            _ => {}
        }
    }
    answered.values().any(|count| *count > 0)
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingSucceeded { scenario, sessions } => {
                let ways: Vec<_> = sessions
                    .early()
                    .iter()
                    .map(|(number, way)| format!("{number} {way}"))
                    .collect();
                let ending = if sessions.started == 1 { "" } else { "s" };
                write!(
                    f,
                    "nothing succeeded in `{scenario}`: of {} session{ending} none came to its end ({})",
                    sessions.started,
                    ways.join(", ")
                )
            }
            Self::SetupFailed { message } => write!(f, "the set-up failed: {message}"),
            Self::Threshold(judged) => judged.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::metrics::{NameRef, Recorder, Scope, ScopeId, SessionEvent};
    use crate::results::example::results_of;

    fn verdict(events: &[SessionEvent], act: impl Fn(&Recorder, ScopeId)) -> Vec<String> {
        let results = results_of(|recorder| {
            let scope = recorder.scope(&Scope::of("browse"));
            events.iter().for_each(|event| recorder.session(scope, *event));
            act(recorder, scope);
        });
        results.verdict().failures.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_scenario_in_which_nothing_succeeded_fails_the_run() {
        use SessionEvent::{Failed, Finished, InitFailed, Started};
        let nothing = |_: &Recorder, _| ();
        let failed = verdict(&[Started, Started, Failed, InitFailed], nothing);
        let expected = "nothing succeeded in `browse`: of 2 sessions none came to its end (1 failed, 1 failed in init)";
        assert_eq!(failed, [expected]);
        assert!(verdict(&[Started, Started, Failed, Finished], nothing).is_empty());
        assert!(verdict(&[], nothing).is_empty());
    }

    #[test]
    fn sessions_that_were_cut_while_they_worked_do_not_fail_the_run() {
        use SessionEvent::{Interrupted, Started};
        let get = |statuses: &'static [u16]| {
            move |recorder: &Recorder, scope| {
                for status in statuses {
                    recorder.record(recorder.intern_http(scope, "get", "/"), Duration::ZERO);
                    if *status >= 400 {
                        let error = NameRef::http_error(*status, "get", "/");
                        recorder.record(recorder.intern(scope, error), Duration::ZERO);
                    }
                }
            }
        };
        assert!(verdict(&[Started, Interrupted], get(&[500, 200])).is_empty());
        assert_eq!(verdict(&[Started, Interrupted], get(&[500, 500])).len(), 1);
        assert_eq!(verdict(&[Started, Interrupted], get(&[])).len(), 1);
    }
}
