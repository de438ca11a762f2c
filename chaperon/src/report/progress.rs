//! What is known of a run while it goes on: of each scenario its sessions, its errors, and how the
//! last second went.

use std::sync::Arc;
use std::time::Duration;

use crate::event::{Planned, Started};
use crate::metrics::{Distribution, Key, NameOf, SessionCounts, Snapshot, Value, View};
use crate::report::grid::{Grid, Tone};
use crate::report::words;

/// A run, as far as its frames have come.
#[derive(Debug, Default)]
pub(super) struct Progress {
    pub(super) load_test: String,
    pub(super) duration: Option<Duration>,
    /// Whole seconds since the load began.
    pub(super) second: u64,
    cores: usize,
    /// What the cores have sent of the second, and how many of them.
    current: (Snapshot, usize),
    scenarios: Vec<Scenario>,
    /// Whether the run is over: there is no last second to tell of.
    ended: bool,
}

/// One scenario.
#[derive(Debug, Default)]
pub(super) struct Scenario {
    name: Arc<str>,
    planned: Option<u64>,
    sessions: SessionCounts,
    errors: u64,
    last: Option<Distribution>,
}

impl Progress {
    pub(super) fn new(started: &Started) -> Self {
        let Started { load_test, cores, duration, entries, .. } = started;
        let mut progress = Self {
            load_test: load_test.to_string(),
            duration: *duration,
            cores: *cores,
            ..Self::default()
        };
        for Planned { scenario, sessions, .. } in entries {
            let at = progress.scenario(scenario);
            let entry = &mut progress.scenarios[at];
            // Entries of one scenario are counted together.
            let earlier = if entry.planned.is_some() { entry.planned } else { Some(0) };
            entry.planned = earlier.zip(*sessions).map(|(earlier, more)| earlier + more);
        }
        progress
    }

    /// Adds a core's frame; whether a second is whole with it.
    pub(super) fn frame(&mut self, second: u64, frame: &Snapshot) -> bool {
        let later = second != self.second && self.current.1 > 0;
        if later {
            self.whole();
        }
        self.second = second;
        self.current.0.merge(frame);
        self.current.1 += 1;
        let all = self.current.1 >= self.cores;
        if all {
            self.whole();
        }
        later || all
    }

    /// Takes what has come into account; the last frames hold less than a second.
    pub(super) fn end(&mut self) {
        self.whole();
        self.ended = true;
    }

    /// Takes the second's frames into account, as many as have come.
    fn whole(&mut self) {
        let (frame, _) = std::mem::take(&mut self.current);
        for scenario in &mut self.scenarios {
            scenario.last = None;
        }
        for (name, counts) in frame.sessions() {
            let at = self.scenario(&Arc::from(name));
            self.scenarios[at].sessions.merge(counts);
        }
        for row in frame.errors(View::All) {
            let at = self.scenario(&Arc::from(row.scenario));
            self.scenarios[at].errors += row.errors.count;
        }
        for (key, value) in &frame.metrics(View::All) {
            let at = self.scenario(&key.scope.scenario);
            self.scenarios[at].add(key, value);
        }
    }

    fn scenario(&mut self, name: &Arc<str>) -> usize {
        let known = self.scenarios.iter().position(|scenario| scenario.name == *name);
        known.unwrap_or_else(|| {
            self.scenarios.push(Scenario { name: name.clone(), ..Scenario::default() });
            self.scenarios.len() - 1
        })
    }

    /// Sessions that have ended, of those that are planned; `None` when that is not known.
    pub(super) fn sessions(&self) -> Option<(u64, u64)> {
        let planned = self
            .scenarios
            .iter()
            .filter(|scenario| scenario.sessions.started > 0 || scenario.planned.is_some());
        let planned: Option<u64> = planned.map(|scenario| scenario.planned).sum();
        let ended = self.scenarios.iter().map(|scenario| scenario.sessions.ended()).sum();
        Some((ended, planned.filter(|planned| *planned > 0)?))
    }

    /// How far the run is: `0:12 of 5:00`.
    pub(super) fn elapsed(&self) -> String {
        let elapsed = words::clock(self.second);
        match self.duration {
            Some(planned) => format!("{elapsed} of {}", words::clock(planned.as_secs())),
            None => elapsed,
        }
    }

    /// A row for each scenario.
    pub(super) fn grid(&self) -> Grid {
        let header = ["scenario", "running", "ended", "errors", "rate/s", "p50", "p99"];
        let mut grid = Grid::new(&header);
        for scenario in &self.scenarios {
            let cells = scenario.figures(self.ended).map(|(_, figure)| figure);
            grid.row(Tone::Plain, scenario.name.to_string(), cells.to_vec());
        }
        grid
    }

    /// A line for each scenario: `browse: 18 running, 2 ended, 412/s, p50 1.40ms, p99 12.0ms`.
    pub(super) fn lines(&self) -> Vec<String> {
        let scenarios = self.scenarios.iter();
        let lines = scenarios.map(|scenario| {
            let figures = scenario.figures(self.ended).into_iter().filter(|(what, figure)| {
                !figure.is_empty() && (*what != "errors" || figure != "0")
            });
            let figures = figures.map(|(what, figure)| match what {
                "p50" | "p99" => format!("{what} {figure}"),
                "rate" => format!("{figure}/s"),
                _ => format!("{figure} {what}"),
            });
            format!("{}: {}", scenario.name, figures.collect::<Vec<_>>().join(", "))
        });
        lines.collect()
    }
}

impl Scenario {
    fn add(&mut self, key: &Key, value: &Value) {
        if let NameOf::HttpError { .. } = key.name {
            self.errors += value.count();
        } else if shows_pace(key)
            && let Some(all) = value.distribution()
        {
            self.last.get_or_insert_default().merge(all);
        }
    }

    /// What is shown of it; a figure that there is none of is empty.
    fn figures(&self, run_ended: bool) -> [(&'static str, String); 6] {
        let count = |number, there: bool| if there { words::count(number) } else { String::new() };
        let SessionCounts { started, .. } = self.sessions;
        let ended = self.sessions.ended();
        let there = started > 0 || self.planned.is_some();
        let (rate, p50, p99) = match &self.last {
            Some(last) if !run_ended => {
                let figures = last.percentiles(&[50.0, 99.0]);
                let mut figures = figures.into_iter().map(words::micros);
                let mut next = || figures.next().unwrap_or_default();
                (words::count(last.count()), next(), next())
            }
            None if !run_ended => ("0".to_owned(), String::new(), String::new()),
            _ => Default::default(),
        };
        [
            ("running", count(started.saturating_sub(ended), there)),
            ("ended", count(ended, there)),
            ("errors", words::count(self.errors)),
            ("rate", rate),
            ("p50", p50),
            ("p99", p99),
        ]
    }
}

/// Whether a metric shows how fast a scenario goes: requests and messages do, and a wait for
/// messages; what is around them would count them twice.
fn shows_pace(key: &Key) -> bool {
    match key.name.by_ref() {
        NameOf::Http { .. } => true,
        NameOf::Action { action, .. } => matches!(action, "ws_send" | "ws_recv"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{MetricsOptions, Recorder, Scope, SessionEvent};

    fn frame(requests: u64, started: u64) -> Snapshot {
        let recorder = Recorder::new(MetricsOptions::default());
        let scope = recorder.scope(&Scope::of("browse"));
        for i in 0..requests {
            let metric = recorder.intern_http(scope, "get", "/");
            recorder.record(metric, Duration::from_millis(i + 1));
        }
        (0..started).for_each(|_| recorder.session(scope, SessionEvent::Started));
        recorder.take()
    }

    fn started(cores: usize) -> Started {
        let entry = Planned { scenario: "browse".into(), sessions: Some(4), duration: None };
        Started {
            load_test: "Shop".into(),
            cores,
            seed: 7,
            duration: Some(Duration::from_secs(300)),
            entries: vec![entry],
        }
    }

    #[test]
    fn a_second_is_whole_when_every_core_has_sent_it() {
        let mut progress = Progress::new(&started(2));
        assert!(!progress.frame(1, &frame(60, 3)));
        assert!(progress.frame(1, &frame(40, 1)));
        assert_eq!(progress.lines(), ["browse: 4 running, 0 ended, 100/s, p50 25.0ms, p99 59.0ms"]);
        assert_eq!(progress.elapsed(), "0:01 of 5:00");
        assert_eq!(progress.sessions(), Some((0, 4)));
    }

    #[test]
    fn a_core_that_is_late_does_not_hold_the_others_up() {
        let mut progress = Progress::new(&started(2));
        progress.frame(1, &frame(60, 3));
        assert!(progress.frame(2, &frame(10, 0)));
        assert_eq!(progress.lines(), ["browse: 3 running, 0 ended, 60/s, p50 30.0ms, p99 60.0ms"]);
    }
}
