//! The part of the table that lists the errors: how many of each kind, and one message.

use crate::metrics::{ErrorRow, Snapshot, View};
use crate::report::paint::Paint;
use crate::report::words;

/// The lines about errors; none when there are none.
pub(super) fn lines(snapshot: &Snapshot, width: usize, paint: Paint) -> Vec<String> {
    let errors = snapshot.errors(View::All);
    if errors.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![paint.bold("errors")];
    let counts: Vec<_> = errors.iter().map(|row| words::count(row.errors.count)).collect();
    let widest = counts.iter().map(String::len).max().unwrap_or_default();
    for (row, count) in errors.iter().zip(counts) {
        lines.push(format!("  {count:>widest$}  {}", of(row, paint)));
        let message = words::wrapped(&row.errors.message, width.saturating_sub(widest + 4));
        lines.extend(message.iter().map(|line| paint.dim(&format!("  {:widest$}  {line}", ""))));
    }
    lines
}

fn of(row: &ErrorRow<'_>, paint: Paint) -> String {
    let kind = paint.bad(row.kind);
    if row.scenario.is_empty() { kind } else { format!("{kind} in {}", row.scenario) }
}
