//! `goose`, in Rust: a library of scenarios, so the bench builds a program with it (`peers/goose`).

use std::process::{Command, Stdio};

use super::job::{Job, Work};
use super::peer::{Goal, Peer, Said, root};
use crate::options::CONNECTIONS;

/// As `cargo build --release` builds it.
pub(super) const GOOSE: Peer = Peer {
    name: "goose",
    install: "cargo build --release --manifest-path bench/peers/goose/Cargo.toml",
    version: "--version",
    goal: |work| only_get(work, Goal::AtLeast(3.5)),
    find: |_| build("release"),
    arguments,
    ends: &[0],
    read,
};

/// Optimized further than its makers ask for, as programs here are.
pub(super) const GOOSE_LTO: Peer = Peer {
    name: "goose, thin LTO",
    install: "cargo build --profile lto --manifest-path bench/peers/goose/Cargo.toml",
    goal: |work| only_get(work, Goal::Shown),
    find: |_| build("lto"),
    ..GOOSE
};

fn only_get(work: Work, goal: Goal) -> Goal {
    match work {
        Work::Get => goal,
        Work::Https | Work::Http2 | Work::Post | Work::Download => Goal::Absent,
    }
}

/// Where it is built, apart from all else.
const TARGET: &str = "bench/peers/goose/target";

/// Builds it in a profile, which takes minutes once, and moments from then on. Cargo says itself why it
/// cannot.
fn build(profile: &str) -> Option<String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--quiet", "--profile", profile, "--locked", "--target-dir", TARGET])
        .args(["--manifest-path", "bench/peers/goose/Cargo.toml"])
        .current_dir(root())
        .stdin(Stdio::null())
        .status();
    let program = root().join(TARGET).join(profile).join("chaperon-bench-goose");
    status.is_ok_and(|it| it.success()).then(|| program.to_string_lossy().into_owned())
}

fn arguments(job: &Job) -> Vec<String> {
    let (time, users, base) = (format!("{}s", job.seconds), CONNECTIONS.to_string(), job.base());
    let mut arguments = vec!["--host", &base, "--users", &users, "--increase-rate", "1000"];
    arguments.extend(["--run-time", &time, "--no-reset-metrics", "--no-print-metrics"]);
    arguments.extend(["--no-telnet", "--no-websocket", "--quiet"]);
    arguments.into_iter().map(ToOwned::to_owned).collect()
}

/// Its own rate counts whole seconds only, so the time it was told counts.
fn read(text: &str, job: &Job) -> Option<Said> {
    let (requests, failed) = counts(text)?;
    Some(Said { requests, a_second: requests as f64 / job.seconds as f64, failed })
}

fn counts(text: &str) -> Option<(u64, u64)> {
    let line = text.lines().find_map(|line| line.strip_prefix("requests "))?;
    let (requests, failed) = line.split_once(" failed ")?;
    Some((requests.parse().ok()?, failed.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_and_errors_are_read() {
        assert_eq!(counts("requests 103000 failed 0\n"), Some((103_000, 0)));
        assert_eq!(counts("a warning\nrequests 10 failed 3\n"), Some((10, 3)));
        assert_eq!(counts("Error: no host"), None);
    }
}
