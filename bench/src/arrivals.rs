//! How exactly an open load starts its sessions: every arrival against nginx's own count, and how
//! late they were.

use crate::Result;
use crate::exported::Csv;
use crate::nginx::Nginx;
use crate::options::Options;
use crate::summary::{Figure, Table, grouped};

/// The rates that are measured, in arrivals a second.
const RATES: [u64; 2] = [1_000, 20_000];

/// One run of an open load.
struct Sample {
    started: u64,
    served: u64,
    /// Microseconds: half of all sessions started so late, at most.
    lag_p50: f64,
    lag_p99: f64,
}

pub(crate) fn measure(options: &Options) -> Result<Table> {
    let nginx = Nginx::start()?;
    let mut rows = Vec::new();
    for rate in RATES {
        let samples: Result<Vec<Sample>> =
            (0..options.runs).map(|_| arrive(options, &nginx, rate)).collect();
        rows.push(row(options, rate, &samples?));
    }
    Ok(Table {
        title: format!(
            "Open load on one core: {} runs of {} s each, median (least to most)",
            options.runs, options.seconds
        ),
        head: vec![
            "arrivals a second",
            "due",
            "started",
            "served by nginx",
            "lag p50 us",
            "lag p99 us",
        ],
        rows,
    })
}

fn arrive(options: &Options, nginx: &Nginx, rate: u64) -> Result<Sample> {
    let before = nginx.served()?;
    let csv = Csv::of("Arrivals", &nginx.url(), rate, options.seconds)?;
    let served = nginx.served()?.saturating_sub(before + 1);
    let lag = |column| csv.figure("start_lag", column);
    Ok(Sample {
        started: lag("total_count")? as u64,
        served,
        lag_p50: lag("percentile_50.0")?,
        lag_p99: lag("percentile_99.0")?,
    })
}

fn row(options: &Options, rate: u64, samples: &[Sample]) -> Vec<String> {
    let of = |figure: fn(&Sample) -> f64| Figure::of(samples.iter().map(figure)).whole();
    vec![
        grouped(rate as f64),
        grouped((rate * options.seconds) as f64),
        of(|sample| sample.started as f64),
        of(|sample| sample.served as f64),
        of(|sample| sample.lag_p50),
        of(|sample| sample.lag_p99),
    ]
}
