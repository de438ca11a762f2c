//! How many actions failed, of how many.

use super::tally::Share;
use crate::error::ErrorKind;
use crate::metrics::{Key, NameOf, Snapshot, View};

/// Errors that come to light when an action has been recorded already: it is among the samples.
const LATE: [ErrorKind; 4] =
    [ErrorKind::Status, ErrorKind::Decode, ErrorKind::BadEncoding, ErrorKind::TooManyRedirects];

/// Actions that are made of others.
const WHOLE: [&str; 4] = ["iteration", "run_scenario", "schedule_scenario", "task"];

/// Failed actions of all actions, in one scenario or in all.
///
/// A request that ends with a status of 400 or above is an `Error HTTP` sample, and an error of
/// kind `status` too if the status was another than the expected one: it has failed once.
pub(super) fn failed(snapshot: &Snapshot, scenario: Option<&str>) -> Share {
    let is_here = |name: &str| scenario.is_none_or(|scenario| scenario == name);
    let mut refused = 0_u64;
    let mut all = 0_u64;
    let actions = |key: &Key| is_here(&key.scope.scenario) && is_action(key);
    for (key, value) in snapshot.metrics_where(View::Headline, actions) {
        match key.name {
            NameOf::HttpError { .. } => refused = refused.saturating_add(value.count()),
            _ => all = all.saturating_add(value.count()),
        }
    }
    let mut failed = 0_u64;
    for row in snapshot.errors(View::Headline).iter().filter(|row| is_here(row.scenario)) {
        failed = failed.saturating_add(row.errors.count);
        if row.kind == ErrorKind::Status.to_string() {
            refused = refused.saturating_sub(row.errors.count);
        }
        if !is_among_the_samples(row.kind) {
            all = all.saturating_add(row.errors.count);
        }
    }
    failed = failed.saturating_add(refused);
    Share { part: failed, all: all.max(failed) }
}

pub(super) fn is_action(key: &Key) -> bool {
    match &key.name {
        NameOf::Http { .. } | NameOf::HttpError { .. } => true,
        NameOf::Action { action, .. } => !WHOLE.contains(&&**action),
        _ => false,
    }
}

/// Whether an action that failed so is a sample too: what was waited for in vain is.
fn is_among_the_samples(kind: &str) -> bool {
    let is = |known: &ErrorKind| kind == known.to_string();
    (kind.starts_with("timeout") && !is(&ErrorKind::ScenarioTimeout)) || LATE.iter().any(is)
}
