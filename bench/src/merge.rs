//! How long it takes to read and merge what many machines measured in a second.

use std::time::Duration;

use chaperon::metrics::{
    MetricsOptions, NameRef, Phases, Recorder, Sample, Scope, Snapshot, SnapshotReader,
};
use rustix::time::{ClockId, clock_gettime};

use crate::Result;
use crate::options::Options;
use crate::summary::{Figure, Table};

const WORKERS: u64 = 100;
const METRICS: u64 = 1_000;
/// Seconds that are measured in a run.
const SECONDS: u64 = 5;
/// Samples of a metric in a second of a worker.
const SAMPLES: std::ops::Range<u64> = 10..50;

/// What is measured of a metric.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// A duration: one distribution.
    Action,
    /// A request with the time it waited and in which it was read: four distributions.
    Request,
}

pub(crate) fn measure(options: &Options) -> Result<Table> {
    let mut rows = Vec::new();
    for (kind, what) in
        [(Kind::Action, "actions"), (Kind::Request, "requests with three phases each")]
    {
        let mut load = Load::new(kind);
        // The first is not counted: totals are empty then.
        load.run()?;
        let runs = (0..options.runs).map(|_| load.run()).collect::<Result<Vec<_>>>()?;
        let figure = |of: fn(&Merged) -> f64| Figure::of(runs.iter().map(of));
        rows.push(vec![
            what.to_owned(),
            format!("{} ms", figure(|run| run.read + run.merged).whole()),
            format!("{} ms", figure(|run| run.read).whole()),
            format!("{} ms", figure(|run| run.merged).whole()),
            format!("{} KB", figure(|run| run.bytes / 1e3).whole()),
            "100 ms".to_owned(),
        ]);
    }
    Ok(Table {
        title: format!(
            "CPU time to read and merge one second of {WORKERS} workers, each of {METRICS} metrics \
             of 10 to 50 samples: {} runs, median (least to most)",
            options.runs
        ),
        head: vec!["metrics", "CPU time", "of it reading", "merging", "a worker's bytes", "goal"],
        rows,
    })
}

/// What one second cost.
struct Merged {
    read: f64,
    merged: f64,
    bytes: f64,
}

/// What workers have sent, and the totals of it.
struct Load {
    seconds: Vec<Vec<Vec<u8>>>,
    reader: SnapshotReader,
    totals: Snapshot,
}

impl Load {
    fn new(kind: Kind) -> Self {
        let mut random = 7;
        let seconds = (0..SECONDS).map(|_| {
            let frames = (0..WORKERS).map(|_| frame(kind, &mut random));
            frames.collect()
        });
        Self {
            seconds: seconds.collect(),
            reader: SnapshotReader::default(),
            totals: Snapshot::default(),
        }
    }

    fn run(&mut self) -> Result<Merged> {
        let Self { seconds, reader, totals } = self;
        let (mut read, mut merged) = (Duration::ZERO, Duration::ZERO);
        for frame in seconds.iter().flatten() {
            let start = cpu();
            let snapshot = reader.read(frame)?;
            let between = cpu();
            totals.merge_packed(&snapshot);
            drop(snapshot);
            read += between.saturating_sub(start);
            merged += cpu().saturating_sub(between);
        }
        let bytes = seconds.iter().flatten().map(Vec::len).sum::<usize>() as f64;
        Ok(Merged {
            read: millis(read) / SECONDS as f64,
            merged: millis(merged) / SECONDS as f64,
            bytes: bytes / (WORKERS * SECONDS) as f64,
        })
    }
}

/// What a worker sends of a second.
fn frame(kind: Kind, random: &mut u64) -> Vec<u8> {
    let recorder = Recorder::new(MetricsOptions::default());
    let scope = recorder.scope(&Scope::of("shop"));
    for number in 0..METRICS {
        let url = format!("/products/{number}/reviews");
        let metric = match kind {
            Kind::Action => recorder.intern(scope, NameRef::of("task", &url)),
            Kind::Request => recorder.intern(scope, NameRef::http("get", &url)),
        };
        for _ in 0..SAMPLES.start + next(random) % (SAMPLES.end - SAMPLES.start) {
            kind.record(&recorder, metric, random);
        }
    }
    recorder.take().to_bytes()
}

impl Kind {
    fn record(self, recorder: &Recorder, metric: chaperon::metrics::MetricId, random: &mut u64) {
        let took = latency(random);
        let sample = Sample::new(took);
        match self {
            Self::Action => recorder.record_sample(metric, &sample),
            Self::Request => {
                let (send, receive) = (Duration::from_micros(5 + next(random) % 8), took / 20);
                let wait = took.saturating_sub(send + receive);
                let (send, wait, receive) = (Some(send), Some(wait), Some(receive));
                let phases = Phases { send, wait, receive, ..Phases::default() };
                recorder.record_sample(metric, &sample.phases(&phases));
            }
        }
    }
}

/// About 20 ms; one in twenty is below 10 ms or above 40 ms.
fn latency(random: &mut u64) -> Duration {
    let spread = (0..4).map(|_| (next(random) % 1_000) as f64 / 1_000.0 - 0.5).sum::<f64>();
    Duration::from_secs_f64(0.02 * (0.6 * spread).exp())
}

/// Xorshift: the same numbers each time.
fn next(random: &mut u64) -> u64 {
    *random ^= *random << 13;
    *random ^= *random >> 7;
    *random ^= *random << 17;
    *random >> 16
}

fn cpu() -> Duration {
    let used = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(used.tv_sec.unsigned_abs(), u32::try_from(used.tv_nsec).unwrap_or_default())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
