//! How long small things take: a sample, a traced call, the start of many sessions.

use std::time::{Duration, Instant};

use chaperon::metrics::{MetricsOptions, NameRef, Phases, Recorder, Sample, Scope};

use crate::Result;
use crate::memory::{READY, first_line, generator};
use crate::options::Options;
use crate::process::Running;
use crate::role::Role;
use crate::summary::{Figure, Table, grouped};

/// Samples that are recorded in a run, and calls that are made.
pub(crate) const MANY: u32 = 1_000_000;

pub(crate) fn measure(options: &Options) -> Result<Table> {
    let samples = Figure::of((0..options.runs).map(|_| recording()));
    let [calls] = told(options, "TimedCalls", 1)?;
    let [sent, answered] = told(options, "Started", options.idle)?;
    let row = |what: &str, figure: Figure, unit: &str, goal: &str| {
        vec![what.to_owned(), format!("{} {unit}", figure.whole()), goal.to_owned()]
    };
    let sessions = grouped(options.idle as f64);
    let until = |what: &str| format!("start of {sessions} sessions, until the last one's {what}");
    Ok(Table {
        title: format!(
            "Time that small things take: {} runs, median (least to most)",
            options.runs
        ),
        head: vec!["what", "time", "goal"],
        rows: vec![
            row("recording a sample with three phases", samples, "ns", "50 ns"),
            row("a traced call", calls, "ns", "200 ns"),
            row(&until("request is sent"), sent, "ms", "1,000 ms"),
            row(&until("answer is there"), answered, "ms", ""),
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

/// What a generator says of itself, in each run: `ready 12`, or more figures than one.
fn told<const N: usize>(options: &Options, test: &str, sessions: u64) -> Result<[Figure; N]> {
    let runs = (0..options.runs).map(|_| told_once(test, sessions)).collect::<Result<Vec<_>>>()?;
    let figure = |index: usize| runs.iter().filter_map(move |run| run.get(index).copied());
    Ok(std::array::from_fn(|index| Figure::of(figure(index))))
}

/// The figures of one run. Its target is new: the kernel goes through the ports of all connections
/// that were closed in the last minute to one that it knows, to find a free one.
fn told_once(test: &str, sessions: u64) -> Result<Vec<f64>> {
    let mut target = Running::start(Role::Target.on_core(1)?, "the target")?;
    let url = first_line(&mut target, |_| true)?;
    let mut running = Running::start(generator(test, sessions, &url)?, "the generator")?;
    let line = first_line(&mut running, |line| line.starts_with(READY))?;
    let figures = line.split(' ').skip(1).map(str::parse);
    Ok(figures.collect::<std::result::Result<_, _>>()?)
}
