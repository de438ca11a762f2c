//! What a person can ask of the bench.

use std::path::Path;

use clap::{Parser, ValueEnum};

use crate::Result;

/// This project beside its peers, in one run on two cores.
#[derive(Debug, Parser)]
pub(crate) struct Options {
    /// How long each run of a generator takes, in seconds.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) seconds: u64,

    /// How often each generator runs; the median counts.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) runs: u32,

    /// Measures this part alone, the crowds only so; may be given more than once. What is found is
    /// printed, and bench/RESULTS.md stays as it is.
    #[arg(long, value_enum)]
    pub(crate) only: Vec<Part>,

    /// How many idle sessions are weighed. Each takes a file descriptor here and at the target.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(10..))]
    pub(crate) idle: u64,

    /// How many sessions the crowd has.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(6..))]
    pub(crate) crowd: u64,

    /// Only counts instructions and allocations, by callgrind, and holds them against
    /// bench/budget.toml.
    #[arg(long)]
    pub(crate) count: bool,
}

/// A part of the bench, of one table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Requests a second, beside all peers.
    Throughput,
    /// The same over TLS.
    Https,
    /// The same by HTTP/2.
    Http2,
    /// 1 KB of JSON to the target.
    Post,
    /// 100 KB from the target.
    Download,
    /// Round trips of WebSockets, beside a loop of nothing else.
    WebSocket,
    /// What a second core gives.
    Cores,
    /// How exactly sessions arrive.
    Arrivals,
    /// What is said of a target that stands still now and then; `--seconds` is rounded up to tens.
    Stall,
    /// How long small things take: a sample, a traced call, the start of many sessions.
    Speed,
    /// How long it takes to read and merge what many machines measured.
    Merge,
    /// What an idle session weighs.
    Memory,
    /// 100,000 WebSocket sessions at once, from six processes. Takes two minutes.
    Crowd,
    /// The same by the commands of a cluster: six workers, a coordinator, and a NATS server.
    ClusterCrowd,
}

impl Options {
    /// Whether a part is measured.
    pub(crate) fn wants(&self, part: Part) -> bool {
        let alone = matches!(part, Part::Crowd | Part::ClusterCrowd);
        self.only.contains(&part) || (self.only.is_empty() && !alone)
    }
}

/// Connections, and sessions, of a throughput run.
pub(crate) const CONNECTIONS: u64 = 64;

/// Where a program is, or the line that installs it.
pub(crate) fn program(name: &str, package: &str) -> Result<String> {
    on_path(name).ok_or_else(|| {
        format!(
            "{name} not found. Install it with `sudo apt-get install {package}`, or run \
             `cargo xtask bench`, which does so where it may"
        )
        .into()
    })
}

/// Where a program is, if it is here.
pub(crate) fn on_path(name: &str) -> Option<String> {
    let path = std::env::var("PATH").unwrap_or_default();
    path.split(':')
        .chain(SERVERS)
        .map(|folder| format!("{folder}/{name}"))
        .find(|file| Path::new(file).is_file())
}

/// Where Debian keeps servers, which is not in every user's `PATH`.
const SERVERS: [&str; 2] = ["/usr/sbin", "/usr/local/sbin"];
