//! How exactly an open load starts its sessions: every arrival against nginx's own count, and how
//! late they were.

use std::fs;

use tempfile::TempDir;

use crate::Result;
use crate::nginx::Nginx;
use crate::options::Options;
use crate::process::run_to;
use crate::role::Role;
use crate::summary::{Figure, Table, grouped};

/// Where the generator is told how many sessions arrive a second, and for how many seconds.
pub(crate) const RATE: &str = "CHAPERON_BENCH_RATE";
pub(crate) const SECONDS: &str = "CHAPERON_BENCH_SECONDS";

/// The rates that are measured, in arrivals a second.
const RATES: [u64; 2] = [1_000, 20_000];

/// The core of the generator; the target has the second.
const CORE: u32 = 0;

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
    let folder = TempDir::new()?;
    let before = nginx.served()?;
    let mut command = Role::Generator.on_core(CORE)?;
    command
        .args(["run", "Arrivals", "--quiet", "--no-color", "--cores", "1", "--export", "csv"])
        .args(["--set", &format!("base_url={}", nginx.url())])
        .env(RATE, rate.to_string())
        .env(SECONDS, options.seconds.to_string())
        .arg("--output")
        .arg(folder.path().join("arrivals"));
    // A run that found itself not valid still has its figures, which then speak for themselves.
    run_to(&[0, 4], command, "the generator")?;
    let csv = fs::read_to_string(folder.path().join("arrivals.csv"))?;
    let served = nginx.served()?.saturating_sub(before + 1);
    let lag = |column| figure(&csv, "start_lag", column).ok_or("the generator exported no lag");
    Ok(Sample {
        started: lag("total_count")? as u64,
        served,
        lag_p50: lag("percentile_50.0")?,
        lag_p99: lag("percentile_99.0")?,
    })
}

/// A figure of an action in the CSV export.
fn figure(csv: &str, action: &str, column: &str) -> Option<f64> {
    let mut lines = csv.lines().map(|line| line.split(','));
    let at = lines.next()?.position(|name| name == column)?;
    let mut row = lines.find(|row| row.clone().next() == Some(action))?;
    row.nth(at)?.parse().ok()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_read_by_row_and_column() {
        let csv = "session_action_name,total_count,percentile_50.0\nget(/),7,1\nstart_lag,42,9.5\n";
        assert_eq!(figure(csv, "start_lag", "percentile_50.0"), Some(9.5));
        assert_eq!(figure(csv, "start_lag", "percentile_99.0"), None);
        assert_eq!(figure(csv, "start", "total_count"), None);
    }
}
