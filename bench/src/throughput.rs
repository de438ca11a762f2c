//! Requests a second and CPU time a request, this project and wrk in turn: A B A B, so that what
//! the machine does meanwhile falls on both.

use std::fs;
use std::time::Duration;

use tempfile::TempDir;

use crate::Result;
use crate::nginx::Nginx;
use crate::options::{CONNECTIONS, Options};
use crate::process::run;
use crate::role::Role;
use crate::summary::{Figure, Table};
use crate::wrk;

/// The core of the generators; the target has the second.
const CORE: u32 = 0;

/// One run of one generator.
pub(crate) struct Sample {
    pub(crate) requests: u64,
    pub(crate) a_second: f64,
    /// Of the whole process, from its start to its end.
    pub(crate) cpu: Duration,
}

pub(crate) fn measure(options: &Options) -> Result<Table> {
    let cores = std::thread::available_parallelism()?.get();
    if cores < 2 {
        return Err("the bench wants two cores, one for the generator and one for nginx".into());
    }
    let nginx = Nginx::start()?;
    let mut peers = Vec::new();
    let mut ours = Vec::new();
    for _ in 0..options.runs {
        peers.push(checked(&nginx, || wrk::measure(options, &nginx.url(), CORE))?);
        ours.push(checked(&nginx, || generate(options, &nginx.url()))?);
    }
    Ok(table(options, &peers, &ours))
}

/// Holds a generator's count against the target's own: they may differ by what was under way when
/// the generator stopped.
fn checked(nginx: &Nginx, generate: impl FnOnce() -> Result<Sample>) -> Result<Sample> {
    let before = nginx.served()?;
    let sample = generate()?;
    let served = nginx.served()?.saturating_sub(before + 1);
    if served.abs_diff(sample.requests) > CONNECTIONS {
        let claimed = sample.requests;
        return Err(format!("{claimed} requests claimed, but {served} served by nginx").into());
    }
    Ok(sample)
}

fn generate(options: &Options, url: &str) -> Result<Sample> {
    let folder = TempDir::new()?;
    let mut command = Role::Generator.on_core(CORE)?;
    command
        .args(["run", "Hammer", "--quiet", "--no-color", "--cores", "1", "--export", "csv"])
        .args(["--duration", &format!("{}s", options.seconds)])
        .args(["--set", &format!("base_url={url}")])
        .arg("--output")
        .arg(folder.path().join("hammer"));
    let ended = run(command, "the generator")?;
    let csv = fs::read_to_string(folder.path().join("hammer.csv"))?;
    let requests = total_count(&csv, "get(/)").ok_or("the generator exported no get(/)")?;
    let a_second = requests as f64 / options.seconds as f64;
    Ok(Sample { requests, a_second, cpu: ended.cpu })
}

/// `total_count` of an action in the CSV export: its second column.
fn total_count(csv: &str, action: &str) -> Option<u64> {
    let line = csv.lines().find_map(|line| line.strip_prefix(action)?.strip_prefix(','))?;
    line.split(',').next()?.parse().ok()
}

fn table(options: &Options, peers: &[Sample], ours: &[Sample]) -> Table {
    let rate = |samples: &[Sample]| Figure::of(samples.iter().map(|sample| sample.a_second));
    let cost = |samples: &[Sample]| {
        Figure::of(samples.iter().map(|it| it.cpu.as_secs_f64() * 1e6 / it.requests as f64))
    };
    let row = |name: &str, samples: &[Sample]| {
        let ratio = rate(samples).median / rate(peers).median;
        let rate = rate(samples).whole();
        vec![name.to_owned(), rate, cost(samples).fraction(), format!("{ratio:.2}")]
    };
    Table {
        title: format!(
            "Throughput on one core: {CONNECTIONS} connections, {} runs of {} s each, median \
             (least to most)",
            options.runs, options.seconds
        ),
        head: vec!["generator", "requests a second", "CPU us a request", "x wrk"],
        rows: vec![row("wrk", peers), row("chaperon", ours)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_is_read_from_the_row_of_that_very_action() {
        let csv = "session_action_name,total_count,max\nservice get(/),7,1\nget(/),42,9.5\n";
        assert_eq!(total_count(csv, "get(/)"), Some(42));
        assert_eq!(total_count(csv, "get(/x)"), None);
    }
}
