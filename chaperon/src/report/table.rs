//! The table at the end of a run.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use crate::event::Ending;
use crate::metrics::{Key, SessionCounts, Value, View};
use crate::report::errors;
use crate::report::paint::Paint;
use crate::report::scenario::Scenario;
use crate::report::{thresholds, words};
use crate::results::RunResults;

/// The report that a run ends with: sessions that ended early, a table a scenario, thresholds,
/// errors, what went over the network, the generator's own word, and the verdict.
///
/// Times are response times; the warm-up is left out.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Characters of a line.
    pub width: usize,
    /// Whether the terminal shows colours.
    pub colored: bool,
}

impl Default for Table {
    fn default() -> Self {
        Self { width: 80, colored: false }
    }
}

impl Table {
    /// Writes the report. `files` are those that the results were written to.
    ///
    /// # Errors
    /// What writing to `to` gives.
    pub fn write(
        &self,
        results: &RunResults,
        files: &[PathBuf],
        to: &mut dyn Write,
    ) -> io::Result<()> {
        let paint = Paint { colored: self.colored };
        let metrics = results.snapshot().metrics(View::Headline);
        let mut parts = vec![self.ended_early(results, paint), heading(results, paint)];
        let scenarios = scenarios(results, &metrics);
        parts.extend(scenarios.iter().map(|scenario| scenario.lines(self.width, paint)));
        parts.push(thresholds::lines(results.thresholds(), self.width, paint));
        parts.push(errors::lines(results.snapshot(), self.width, paint));
        parts.push(self.facts(results, paint));
        parts.push(self.files(files, paint));
        parts.push(self.verdict(results, paint));
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        let parts: Vec<_> = parts.map(|part| part.join("\n")).collect();
        writeln!(to, "{}", parts.join("\n\n"))?;
        to.flush()
    }

    fn ended_early(&self, results: &RunResults, paint: Paint) -> Vec<String> {
        let mut all = SessionCounts::default();
        results.sessions().for_each(|(_, counts)| all.merge(counts));
        let parts = all.early();
        if parts.is_empty() {
            return Vec::new();
        }
        let early = parts.iter().map(|(number, _)| number).sum();
        let ways: Vec<_> = parts
            .iter()
            .map(|(number, what)| format!("{} {what}", words::count(*number)))
            .collect();
        let text = format!(
            "{} of {} ended early: {}",
            words::count(early),
            words::of(all.started, "session"),
            ways.join(", ")
        );
        vec![paint.bad(&text)]
    }

    fn facts(&self, results: &RunResults, paint: Paint) -> Vec<String> {
        let traffic = results.snapshot().traffic();
        let generator = results.generator();
        let mut lines = vec![
            format!(
                "{}    {} opened, {} received, {} sent",
                paint.bold("network"),
                words::of(traffic.connections, "connection"),
                words::bytes(traffic.bytes_in),
                words::bytes(traffic.bytes_out)
            ),
            format!(
                "{}  {}, {:.0}% of its CPU, at most {} late, seed {}",
                paint.bold("generator"),
                words::of(generator.cores as u64, "core"),
                generator.cpu_share() * 100.0,
                words::duration(generator.worst_lag),
                results.seed()
            ),
        ];
        lines.extend(cut_actions(results));
        for warning in results.warnings() {
            let wrapped = words::wrapped(&format!("warning: {warning}"), self.width);
            lines.extend(wrapped.iter().map(|line| paint.warn(line)));
        }
        lines
    }

    fn files(&self, files: &[PathBuf], paint: Paint) -> Vec<String> {
        if files.is_empty() {
            return Vec::new();
        }
        let heading = std::iter::once(paint.bold("results"));
        heading.chain(files.iter().map(|file| format!("  {}", file.display()))).collect()
    }

    fn verdict(&self, results: &RunResults, paint: Paint) -> Vec<String> {
        let verdict = results.verdict();
        let invalid = verdict.invalid.iter().map(|reason| format!("not valid: {reason}"));
        let failed = verdict.failures.iter().map(|failure| format!("failed: {failure}"));
        let incomplete = matches!(results.ending(), Ending::Signal(_))
            .then(|| format!("incomplete: {}; these are the results so far", results.ending()));
        let lines: Vec<_> = incomplete.into_iter().chain(invalid).chain(failed).collect();
        if lines.is_empty() {
            return vec![paint.good("passed")];
        }
        let lines = lines.iter().flat_map(|line| words::wrapped(line, self.width));
        lines.map(|line| paint.bad(&line)).collect()
    }
}

fn heading(results: &RunResults, paint: Paint) -> Vec<String> {
    let tag = results.tag().map(|tag| format!(" [{tag}]")).unwrap_or_default();
    let took = words::duration(results.duration());
    let name = paint.bold(&format!("{}{tag}", results.load_test()));
    let warm_up = match results.warm_up() {
        Duration::ZERO => String::new(),
        warm_up => format!(", the first {} left out as warm-up", words::duration(warm_up)),
    };
    vec![format!("{name}  {} after {took}{}", results.ending(), paint.dim(&warm_up))]
}

fn cut_actions(results: &RunResults) -> Option<String> {
    let mut all = SessionCounts::default();
    results.sessions().for_each(|(_, counts)| all.merge(counts));
    (all.cut_actions > 0).then(|| {
        format!(
            "{} cut at the end, the longest after {}",
            words::of(all.cut_actions, "action"),
            words::micros(i64::try_from(all.oldest_cut).unwrap_or(i64::MAX))
        )
    })
}

/// The scenarios in the order of the load test, then those that ran inside of them.
fn scenarios<'a>(results: &'a RunResults, metrics: &'a [(&'a Key, Value)]) -> Vec<Scenario<'a>> {
    let mut found: BTreeMap<&str, Scenario<'_>> = BTreeMap::new();
    let load_time = results.load_time();
    let of = |name| Scenario { name, load_time, ..Scenario::default() };
    for (name, counts) in results.sessions() {
        found.entry(name).or_insert_with(|| of(name)).sessions = *counts;
    }
    for (key, value) in metrics {
        let name = &*key.scope.scenario;
        found.entry(name).or_insert_with(|| of(name)).metrics.push((*key, value));
    }
    for (key, value) in results.snapshot().metrics(View::Load) {
        if let Some(scenario) = found.get_mut(&*key.scope.scenario) {
            scenario.under_load.insert(key, value.count());
        }
    }
    for scenario in found.values_mut() {
        // What belongs to no group comes first; the rows of a group stay together.
        scenario.metrics.sort_by_key(|(key, _)| &key.scope.group);
    }
    let planned = results.scenarios().iter().map(|planned| &*planned.scenario);
    let mut ordered: Vec<_> = planned.filter_map(|name| found.remove(name)).collect();
    ordered.extend(found.into_values());
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::{Scope, SessionEvent};
    use crate::results::example::{everything, results_of};

    fn shown(results: &RunResults, table: Table, files: &[PathBuf]) -> String {
        let mut out = Vec::new();
        table.write(results, files, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    const EVERYTHING: &str = r#"1 of 23 sessions ended early: 1 failed

Shop  finished after 10s

browse  20 sessions: 19 finished, 1 failed
  metric                count rate/s   mean    p50    p90    p95    p99    max
  get(/)                  100   10.0 1.41ms 1.40ms 1.80ms 1.85ms 1.89ms 1.90ms
  post(/cart/{id})        100   10.0 6.62ms 6.60ms 8.21ms 8.41ms 8.57ms 8.60ms
    service time                     5.62ms 5.60ms 7.20ms 7.40ms 7.56ms 7.60ms
  Error HTTP 503 get(/)     5   0.50 1.50ms 1.50ms 1.90ms 1.90ms 1.90ms 1.90ms
  call(shop.log_in)         1   0.10  1.00s  1.00s  1.00s  1.00s  1.00s  1.00s
  number                count rate/s mean p50 p90 p95 p99 max
  items                     1   0.10  2.5 2.5 2.5 2.5 2.5 2.5
  counter or gauge      total rate/s last  min  max
  orders                   42   4.20
  queue                              7.25 7.25 7.25
  check                 passed  of failed
  logged in              98.0% 100      2

chat  3 sessions, all finished
  metric                        count rate/s  mean   p50   p90   p95   p99   max
  get(/)                            1   0.10 500us 500us 500us 500us 500us 500us
  p1 ws_send(/chat, "main")         1   0.10  12us  12us  12us  12us  12us  12us
  p2 ws_send(/chat, "main")         1   0.10  12us  12us  12us  12us  12us  12us
  p1 hello > ws_send(/chat, "main")
                                    1   0.10  12us  12us  12us  12us  12us  12us
  p2 hello > ws_send(/chat, "main")
                                    1   0.10  12us  12us  12us  12us  12us  12us

errors
  1  connect:refused in browse
     nothing listens at 127.0.0.1:5000

network    23 connections opened, 1.23 MB received, 45.7 kB sent
generator  1 core, 40% of its CPU, at most 300us late, seed 7

results
  results/2026-11-21/Shop/1795253400.csv

passed
"#;

    #[test]
    fn the_report_reads_well_at_80_columns() {
        let files = [PathBuf::from("results/2026-11-21/Shop/1795253400.csv")];
        assert_eq!(shown(&everything(), Table::default(), &files), EVERYTHING);
        assert!(EVERYTHING.lines().all(|line| line.chars().count() <= 80));
    }

    #[test]
    fn colours_change_no_text() {
        let colored = shown(&everything(), Table { colored: true, ..Table::default() }, &[]);
        assert!(colored.contains("\x1b["));
        let codes = ["\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[1;32m"];
        let plain = codes.iter().fold(colored, |text, code| text.replace(code, ""));
        assert_eq!(plain, shown(&everything(), Table::default(), &[]));
    }

    #[test]
    fn a_run_without_success_says_so_last() {
        let mut results = results_of(|recorder| {
            let scope = recorder.scope(&Scope::of("browse"));
            recorder.session(scope, SessionEvent::Started);
            recorder.session(scope, SessionEvent::TimedOut);
            recorder.cut(scope, Duration::from_secs(2));
        });
        results
            .warn("the generator used 97% of its CPU: it may be what limits the rate, and so on");
        results.end(Ending::Signal(2), serde_json::Value::Null);
        let text = shown(&results, Table::default(), &[]);
        assert!(text.starts_with("1 of 1 session ended early: 1 timed out\n\n"), "{text}");
        let end = "1 action cut at the end, the longest after 2.00s\n\
            warning: the generator used 97% of its CPU: it may be what limits the rate, and\n\
            so on\n\n\
            incomplete: stopped by SIGINT; these are the results so far\n\
            failed: nothing succeeded in `browse`: of 1 session none came to its end (1\n\
            timed out)\n";
        assert!(text.ends_with(end), "{text}");
    }
}
