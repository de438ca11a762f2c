//! The part of the table that is about one scenario: its sessions, timings, counters and checks.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::metrics::{Distribution, Key, NameOf, SessionCounts, Value};
use crate::report::grid::{Grid, Layout, Tone};
use crate::report::paint::Paint;
use crate::report::words;

/// What is known of one scenario.
#[derive(Debug, Default)]
pub(super) struct Scenario<'a> {
    pub(super) name: &'a str,
    pub(super) sessions: SessionCounts,
    pub(super) metrics: Vec<(&'a Key, &'a Value)>,
    /// How often each happened while there was load.
    pub(super) under_load: BTreeMap<&'a Key, u64>,
    pub(super) load_time: Duration,
}

impl Scenario<'_> {
    pub(super) fn lines(&self, width: usize, paint: Paint) -> Vec<String> {
        let mut lines = vec![self.heading(paint)];
        let grids = [self.timings(), self.numbers(), self.levels(), self.checks()];
        let there = || grids.iter().filter(|grid| !grid.is_empty());
        let layout = Layout::of(there(), width);
        there().for_each(|grid| lines.extend(grid.lines(layout, paint)));
        lines
    }

    fn heading(&self, paint: Paint) -> String {
        let name = if self.name.is_empty() { "any scenario" } else { self.name };
        let sessions = session_words(&self.sessions);
        let gap = if sessions.is_empty() { "" } else { "  " };
        format!("{}{gap}{}", paint.bold(name), paint.dim(&sessions))
    }

    fn timings(&self) -> Grid {
        let mut grid =
            Grid::new(&["metric", "count", "rate/s", "mean", "p50", "p90", "p95", "p99", "max"]);
        for (key, value) in &self.metrics {
            let Value::Time(timing) = value else { continue };
            let error = matches!(key.name, NameOf::HttpError { .. });
            let tone = if error { Tone::Bad } else { Tone::Plain };
            let head = [words::count(value.count()), self.rate(key)];
            grid.row(tone, title(key), figures(head, &timing.response, words::micros));
            if let Some(service) = &timing.service {
                let cells = figures([String::new(), String::new()], service, words::micros);
                grid.row(Tone::Dim, "  service time".to_owned(), cells);
            }
        }
        grid
    }

    fn numbers(&self) -> Grid {
        let mut grid =
            Grid::new(&["number", "count", "rate/s", "mean", "p50", "p90", "p95", "p99", "max"]);
        for (key, value) in &self.metrics {
            if let Value::Number(all) = value {
                let head = [words::count(value.count()), self.rate(key)];
                grid.row(Tone::Plain, title(key), figures(head, all, words::number));
            }
        }
        grid
    }

    fn levels(&self) -> Grid {
        let mut grid = Grid::new(&["counter or gauge", "total", "rate/s", "last", "min", "max"]);
        for (key, value) in &self.metrics {
            match value {
                Value::Counter(total) => {
                    let cells = vec![words::count(*total), self.rate(key)];
                    grid.row(Tone::Plain, title(key), cells);
                }
                Value::Gauge(gauge) => {
                    let figures = [gauge.last, gauge.min, gauge.max].map(words::number);
                    let none = [String::new(), String::new()];
                    grid.row(Tone::Plain, title(key), none.into_iter().chain(figures).collect());
                }
                _ => {}
            }
        }
        grid
    }

    fn checks(&self) -> Grid {
        let mut grid = Grid::new(&["check", "passed", "of", "failed"]);
        for (key, value) in &self.metrics {
            if let Value::Check(checks) = value {
                let all = value.count();
                let tone = if checks.fails > 0 { Tone::Bad } else { Tone::Plain };
                let cells = vec![
                    words::share(checks.passes, all),
                    words::count(all),
                    words::count(checks.fails),
                ];
                grid.row(tone, title(key), cells);
            }
        }
        grid
    }

    fn rate(&self, key: &Key) -> String {
        let number = self.under_load.get(key).copied().unwrap_or_default();
        words::rate(number, self.load_time)
    }
}

/// `p1 hello > get(/)`: the session's name, the group, the metric; a check by its bare name.
fn title(key: &Key) -> String {
    let session = key.scope.session.iter().map(|name| format!("{name} "));
    let group = key.scope.group.iter().map(|name| format!("{name} > "));
    let name = match &key.name {
        // The column says that it is a check.
        NameOf::Check(name) => name.to_string(),
        name => name.to_string(),
    };
    session.chain(group).chain([name]).collect()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a mean lies between the least and the largest"
)]
fn figures(head: [String; 2], all: &Distribution, words: fn(i64) -> String) -> Vec<String> {
    let percentiles = all.percentiles(&[50.0, 90.0, 95.0, 99.0]);
    let mean = all.mean().round() as i64;
    let figures = std::iter::once(mean).chain(percentiles).chain([all.max()]);
    head.into_iter().chain(figures.map(words)).collect()
}

/// `20 sessions: 19 finished, 1 failed`.
fn session_words(counts: &SessionCounts) -> String {
    let SessionCounts { started, finished, dropped, rounds_failed, teardown_failed, .. } = *counts;
    if started == 0 && dropped == 0 {
        return String::new();
    }
    let parts = std::iter::once((finished, "finished")).chain(counts.early());
    let parts = parts.filter(|(number, _)| *number > 0);
    let parts: Vec<_> =
        parts.map(|(number, what)| format!("{} {what}", words::count(number))).collect();
    let mut text = words::of(started, "session");
    if finished == started {
        text.push_str(if started == 1 { ", finished" } else { ", all finished" });
    } else if !parts.is_empty() {
        text = format!("{text}: {}", parts.join(", "));
    }
    let more = [
        (rounds_failed, "failed round"),
        (teardown_failed, "failed teardown"),
        (dropped, "dropped arrival"),
    ];
    for (number, what) in more.into_iter().filter(|(number, _)| *number > 0) {
        text = format!("{text}; {}", words::of(number, what));
    }
    text
}
