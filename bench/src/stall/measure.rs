//! An open load and a closed one in turn, at a target that is stopped one second in ten, beside what
//! is true.

use std::time::Duration;

use super::freeze::{PERIOD, Stall, freezing};
use super::truth::{Arrivals, PERCENTILES};
use crate::Result;
use crate::exported::Csv;
use crate::nginx::Nginx;
use crate::options::Options;
use crate::summary::{Figure, Table};

/// How many sessions arrive a second.
const RATE: u64 = 1_000;

/// Microseconds at each percentile.
type Latencies = [f64; 4];

/// What was found in one run of each load.
struct Sample {
    truth: Latencies,
    in_line: Latencies,
    response: Latencies,
    service: Latencies,
    closed: Latencies,
}

pub(crate) fn measure(options: &Options) -> Result<Table> {
    let nginx = Nginx::start()?;
    let seconds = options.seconds.next_multiple_of(PERIOD);
    let samples: Result<Vec<Sample>> = (0..options.runs).map(|_| sample(&nginx, seconds)).collect();
    Ok(table(options.runs, seconds, &samples?))
}

fn sample(nginx: &Nginx, seconds: u64) -> Result<Sample> {
    let (open, stalls) = stalled(nginx, "Arrivals", seconds)?;
    let (closed, others) = stalled(nginx, "Closed", seconds)?;
    let arrivals = Arrivals { rate: RATE, seconds };
    let micros = |micros: f64| Duration::from_secs_f64(micros / 1e6);
    // The time of each without a stall: of the users, and of all requests at full speed.
    let usual = micros(open.figure("service get(/)", "percentile_50.0")?);
    let running = Duration::from_secs(seconds) - stood_still(&others);
    let each = running.div_f64(closed.figure("get(/)", "total_count")?);
    Ok(Sample {
        truth: arrivals.waits(&stalls, usual),
        in_line: arrivals.waits_in_line(&stalls, each),
        response: latencies(&open, "get(/)")?,
        service: latencies(&open, "service get(/)")?,
        closed: latencies(&closed, "get(/)")?,
    })
}

/// Runs a load at a target that is stopped again and again, once for each ten seconds.
fn stalled(nginx: &Nginx, test: &str, seconds: u64) -> Result<(Csv, Vec<Stall>)> {
    let before = nginx.served()?;
    let (csv, stalls) = freezing(nginx, || Csv::of(test, &nginx.url(), RATE, seconds))?;
    let (served, told) =
        (nginx.served()? - before - 1, csv.figure("get(/)", "total_count")? as u64);
    if stalls.len() as u64 != seconds / PERIOD {
        return Err(format!("nginx was stopped {} times in {seconds} s", stalls.len()).into());
    }
    match served == told {
        true => Ok((csv, stalls)),
        false => Err(format!("{told} requests claimed, but {served} served by nginx").into()),
    }
}

fn stood_still(stalls: &[Stall]) -> Duration {
    stalls.iter().map(|stall| stall.to - stall.from).sum()
}

fn latencies(csv: &Csv, action: &str) -> Result<Latencies> {
    let mut latencies = Latencies::default();
    for (latency, percentile) in latencies.iter_mut().zip(PERCENTILES) {
        *latency = csv.figure(action, &format!("percentile_{percentile:?}"))?;
    }
    Ok(latencies)
}

fn table(runs: u32, seconds: u64, samples: &[Sample]) -> Table {
    let row = |name: &str, of: fn(&Sample) -> &Latencies| {
        let milliseconds = (0..PERCENTILES.len())
            .map(|at| Figure::of(samples.iter().map(|sample| of(sample)[at] / 1e3)).fraction());
        let beside_truth = [2, 3].map(|at| {
            let ratios = samples.iter().map(|sample| of(sample)[at] / sample.truth[at]);
            format!("{:.3}", Figure::of(ratios).median)
        });
        std::iter::once(name.to_owned()).chain(milliseconds).chain(beside_truth).collect()
    };
    Table {
        title: format!(
            "What is said of a target that stands still 1 s in {PERIOD}: {runs} runs of {seconds} s \
             each, milliseconds, median (least to most)"
        ),
        head: vec!["", "p50", "p90", "p99", "p99.9", "p99 / truth", "p99.9 / truth"],
        rows: vec![
            row("1,000 users a second, computed: the truth", |sample| &sample.truth),
            row("the same standing in line, as with wrk2, computed", |sample| &sample.in_line),
            row("chaperon, response time, at 1000/s", |sample| &sample.response),
            row("chaperon, service time, at 1000/s", |sample| &sample.service),
            row("10 sessions in a closed loop", |sample| &sample.closed),
        ],
    }
}
