//! What a person can ask of the bench.

use std::path::Path;

use clap::Parser;

use crate::Result;

/// This project beside wrk, in one run on two cores.
#[derive(Debug, Parser)]
pub(crate) struct Options {
    /// How long each run of a generator takes, in seconds.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) seconds: u64,

    /// How often each generator runs; the median counts.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) runs: u32,

    /// How many idle sessions are weighed. Each takes a file descriptor here and at the target.
    #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(10..))]
    pub(crate) idle: u64,
}

/// Connections, and sessions, of a throughput run.
pub(crate) const CONNECTIONS: u64 = 64;

/// Where a program is, or the line that installs it.
pub(crate) fn program(name: &str, package: &str) -> Result<String> {
    let path = std::env::var("PATH").unwrap_or_default();
    path.split(':')
        .chain(SERVERS)
        .map(|folder| format!("{folder}/{name}"))
        .find(|file| Path::new(file).is_file())
        .ok_or_else(|| {
            format!(
                "{name} not found. Install it with `sudo apt-get install {package}`, or run \
                 `cargo xtask bench`, which does so where it may"
            )
            .into()
        })
}

/// Where Debian keeps servers, which is not in every user's `PATH`.
const SERVERS: [&str; 2] = ["/usr/sbin", "/usr/local/sbin"];
