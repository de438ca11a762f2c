//! What is exported: the metrics over all scenarios and groups, one row for each name and session
//! name.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::export::figures::Figures;
use crate::metrics::{MetricName, Snapshot, Value, View};

/// One metric: all its samples, or those of the sessions of one name.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    pub(super) name: MetricName,
    pub(super) session: Option<Arc<str>>,
    pub(super) value: Value,
}

/// The errors of one kind, over all scenarios.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ErrorRow {
    pub(super) kind: String,
    pub(super) count: u64,
    pub(super) message: String,
}

/// What formats of one line a metric write: a metric, its `service` time, the errors of one kind,
/// or a count of the run itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) session: Option<Arc<str>>,
    pub(super) action: String,
    pub(super) figures: Figures,
}

/// All lines of a run; `action` says how a metric is called.
pub(super) fn lines(
    snapshot: &Snapshot,
    view: View,
    action: fn(&MetricName) -> String,
) -> Vec<Line> {
    let metrics = rows(snapshot, view).into_iter().flat_map(|row| {
        let line = |action, figures| Line { session: row.session.clone(), action, figures };
        let name = action(&row.name);
        let service = match &row.value {
            Value::Time(timing) => timing.service.as_ref(),
            _ => None,
        };
        let service = service.map(|all| line(format!("service {name}"), Figures::micros(all)));
        [Some(line(name, Figures::of(&row.value))), service].into_iter().flatten()
    });
    let total = |action, count| Line { session: None, action, figures: Figures::total(count) };
    let errors = error_rows(snapshot, view).into_iter();
    let errors = errors.map(|row| total(format!("error({})", row.kind), row.count));
    let counts = run_counts(snapshot).into_iter();
    let counts = counts.map(|(name, count)| total(name.to_owned(), count));
    metrics.chain(errors).chain(counts).collect()
}

/// The metrics, by name, then by session name; rows without a session name first.
pub(super) fn rows(snapshot: &Snapshot, view: View) -> Vec<Row> {
    let mut rows: BTreeMap<(MetricName, Option<Arc<str>>), Value> = BTreeMap::new();
    for (key, value) in snapshot.metrics(view) {
        let at = (key.name.clone(), key.scope.session.clone());
        match rows.get_mut(&at) {
            Some(all) => all.merge(&value),
            None => drop(rows.insert(at, value)),
        }
    }
    rows.into_iter().map(|((name, session), value)| Row { name, session, value }).collect()
}

/// The errors, by kind, each with its first message.
pub(super) fn error_rows(snapshot: &Snapshot, view: View) -> Vec<ErrorRow> {
    let mut kinds: BTreeMap<&str, crate::metrics::ErrorCount> = BTreeMap::new();
    for row in snapshot.errors(view) {
        match kinds.get_mut(row.kind) {
            Some(all) => all.merge(&row.errors),
            None => drop(kinds.insert(row.kind, row.errors)),
        }
    }
    let rows = kinds.into_iter();
    rows.map(|(kind, all)| ErrorRow {
        kind: kind.to_owned(),
        count: all.count,
        message: all.message,
    })
    .collect()
}

/// The counts of the run itself, by name.
pub(super) fn run_counts(snapshot: &Snapshot) -> [(&'static str, u64); 4] {
    let traffic = snapshot.traffic();
    let dropped = snapshot.sessions().map(|(_, counts)| counts.dropped).sum();
    [
        ("bytes_in", traffic.bytes_in),
        ("bytes_out", traffic.bytes_out),
        ("connections", traffic.connections),
        ("dropped", dropped),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::example::everything;

    #[test]
    fn rows_of_a_session_name_stay_apart_and_all_rows_add_up() {
        let results = everything();
        let rows = rows(results.snapshot(), View::All);
        let mut totals: BTreeMap<String, (u64, u64)> = BTreeMap::new();
        for row in &rows {
            totals.entry(row.name.to_string()).or_default().0 += row.value.count();
        }
        for (key, value) in results.snapshot().metrics(View::All) {
            totals.entry(key.name.to_string()).or_default().1 += value.count();
        }
        assert!(totals.values().all(|(rows, total)| rows == total), "{totals:?}");
        let sessions: Vec<_> = rows
            .iter()
            .filter_map(|row| Some((row.session.as_deref()?, row.value.count())))
            .collect();
        assert_eq!(sessions, [("p1", 2), ("p2", 2)]);
    }
}
