//! How long small things take: a sample, a traced call, the start of many sessions.

use std::time::{Duration, Instant};

use chaperon::metrics::{MetricsOptions, NameRef, Phases, Recorder, Sample, Scope};

use crate::Result;
use crate::memory::{READY, first_line, generator};
use crate::options::Options;
use crate::process::Running;
use crate::role::Role;
use crate::summary::{Figure, Table};

/// Samples that are recorded in a run, and calls that are made.
pub(crate) const MANY: u32 = 1_000_000;

pub(crate) fn measure(options: &Options) -> Result<Table> {
    let mut target = Running::start(Role::Target.on_core(1)?, "the target")?;
    let url = first_line(&mut target, |_| true)?;
    let samples = (0..options.runs).map(|_| recording());
    let calls = told(options, "TimedCalls", 1, &url)?;
    let starts = told(options, "Started", options.idle, &url)?;
    let row = |what: String, figures: Figure, unit: &str, goal: &str| {
        vec![what, format!("{} {unit}", figures.whole()), goal.to_owned()]
    };
    let started = format!("start of {} sessions, until all are answered", options.idle);
    Ok(Table {
        title: format!(
            "Time that small things take: {} runs, median (least to most)",
            options.runs
        ),
        head: vec!["what", "time", "goal"],
        rows: vec![
            row(
                "recording a sample with three phases".to_owned(),
                Figure::of(samples),
                "ns",
                "50 ns",
            ),
            row("a traced call".to_owned(), calls, "ns", "200 ns"),
            row(started, starts, "ms", "1,000 ms"),
        ],
    })
}

/// Nanoseconds of recording one request as a session does.
fn recording() -> f64 {
    let recorder = Recorder::new(MetricsOptions::default());
    let scope = recorder.scope(&Scope::of("bench"));
    let metric = recorder.intern(scope, NameRef::http("get", "/"));
    let some = |micros| Some(Duration::from_micros(micros));
    let start = Instant::now();
    for number in 0..MANY {
        let total = Duration::from_micros(100 + u64::from(number % 1_000));
        let phases =
            Phases { send: some(5), wait: Some(total), receive: some(2), ..Phases::default() };
        recorder.record_sample(metric, &Sample::new(total).phases(&phases));
    }
    start.elapsed().as_nanos() as f64 / f64::from(MANY)
}

/// What a generator says of itself, in each run: `ready 12`.
fn told(options: &Options, test: &str, sessions: u64, url: &str) -> Result<Figure> {
    let runs = (0..options.runs).map(|_| {
        let mut running = Running::start(generator(test, sessions, url)?, "the generator")?;
        let line = first_line(&mut running, |line| line.starts_with(READY))?;
        let figure = line.strip_prefix(READY).unwrap_or_default().trim();
        Ok(figure.parse()?)
    });
    Ok(Figure::of(runs.collect::<Result<Vec<f64>>>()?.into_iter()))
}
