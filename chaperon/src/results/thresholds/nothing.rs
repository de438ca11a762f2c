//! Why there is nothing to judge a threshold by.

use super::tally::Tally;
use crate::load_test::threshold::{Measure, Threshold};
use crate::metrics::{Key, NameOf, Snapshot, Value, View};
use crate::time::write_duration;

/// Why a run without windows gives nothing.
pub(super) fn why(threshold: &Threshold, snapshot: &Snapshot) -> String {
    let name = match threshold.measure() {
        Measure::Errors => return format!("nothing was done{}", place(threshold)),
        Measure::Dropped => return format!("nothing arrived{}", place(threshold)),
        Measure::Check(name) => format!("check({name})"),
        Measure::Rate(metric) | Measure::Figure { metric, .. } => metric.name().to_owned(),
    };
    let is_here = |key: &Key| threshold.scenario().is_none_or(|name| *key.scope.scenario == *name);
    let there = snapshot.metrics_where(View::Headline, is_here);
    match there.iter().find(|(key, _)| key.name.to_string() == name) {
        Some((_, value)) => other_unit(threshold, value),
        None => {
            let names = there.iter().map(|(key, _)| key).filter(|key| !is_overflow(key));
            let near = nearest(&name, names.map(|key| key.name.to_string()));
            let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            format!("nothing was measured as `{name}`{}{near}", place(threshold))
        }
    }
}

/// Why a threshold has nothing of whose windows, `full` in number, none could be judged.
pub(super) fn no_window(threshold: &Threshold, snapshot: &Snapshot, full: u64) -> String {
    let window = write_duration(threshold.window().unwrap_or_default());
    if full == 0 {
        format!("there was no full window of {window} between the warm-up and the end of the load")
    } else if Tally::of(threshold, snapshot).is_some() {
        format!("nothing was measured in any full window of {window}")
    } else {
        why(threshold, snapshot)
    }
}

fn place(threshold: &Threshold) -> String {
    threshold.scenario().map_or_else(String::new, |name| format!(" in {name}"))
}

fn is_overflow(key: &Key) -> bool {
    matches!(key.name, NameOf::Overflow(_))
}

/// What is there is not what the threshold asks for.
fn other_unit(threshold: &Threshold, value: &Value) -> String {
    let Measure::Figure { metric, statistic, .. } = threshold.measure() else {
        return "there was no load to measure it by".to_owned();
    };
    let name = metric.name();
    match value {
        Value::Time(_) => format!("`{name}` is a time: hold it to one, such as `250ms`"),
        Value::Number(_) => format!("`{name}` is a number: hold it to one, without a unit"),
        Value::Counter(_) => {
            format!("`{name}` is a counter, and has `count` and a rate, not `{statistic}`")
        }
        Value::Gauge(_) => {
            format!("`{name}` is a gauge, and has `min`, `max` and `count`, as plain numbers")
        }
        Value::Check(_) => format!("`{name}` is a check, and is held to a share of passes"),
    }
}

/// The name that is nearest, if any is near: spelt almost so, or else a call of the same function,
/// which is named by hand here and by its path there.
fn nearest(name: &str, names: impl Iterator<Item = String>) -> Option<String> {
    let names: Vec<String> = names.collect();
    let distance = |other: &&String| strsim::osa_distance(name, other);
    let near = names.iter().min_by_key(distance);
    let near = near.filter(|near| distance(near) <= name.chars().count().max(3) / 3);
    let called = function(name);
    let same = |other: &&String| called.is_some() && function(other) == called;
    near.or_else(|| names.iter().find(same)).cloned()
}

/// The function of `call(module.function)`.
fn function(name: &str) -> Option<&str> {
    name.strip_prefix("call(")?.rsplit('.').next()
}
