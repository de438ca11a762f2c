//! `oha`, in Rust: one URL, HTTP/1.1 and HTTP/2.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::job::{COOKIE, JSON, Job, ORDER, Work};
use super::peer::{Goal, Peer, Said, by_name, root};
use crate::options::CONNECTIONS;

/// As `cargo install` builds it.
pub(super) const OHA: Peer = Peer {
    name: "oha",
    install: "cargo install --locked oha",
    version: "--version",
    goal: |work| match work {
        Work::Get => Goal::AtLeast(1.35),
        Work::Https | Work::Http2 | Work::Post | Work::Download => Goal::AtLeast(1.0),
    },
    find: by_name,
    arguments,
    ends: &[0],
    read: |text, _| read(text),
};

/// Optimized further than its makers ask for, as programs here are.
pub(super) const OHA_LTO: Peer = Peer {
    name: "oha, thin LTO",
    install: "CARGO_PROFILE_RELEASE_LTO=thin CARGO_PROFILE_RELEASE_CODEGEN_UNITS=1 \
              cargo install --locked --root bench/peers/lto oha",
    goal: |_| Goal::Shown,
    find: |_| with_lto(),
    ..OHA
};

/// Where the second is to be installed.
fn with_lto() -> Option<String> {
    let program = root().join("bench/peers/lto/bin/oha");
    program.is_file().then(|| program.to_string_lossy().into_owned())
}

fn arguments(job: &Job) -> Vec<String> {
    let (time, connections) = (format!("{}s", job.seconds), CONNECTIONS.to_string());
    let mut arguments = vec!["-c", &connections, "-z", &time, "--no-tui", "--worker-threads", "1"];
    arguments.extend(["--output-format", "json", "-H", COOKIE]);
    match job.work {
        Work::Get | Work::Download => {}
        Work::Https => arguments.push("--insecure"),
        Work::Http2 => arguments.extend(["--insecure", "--http2", "-p", "1"]),
        Work::Post => arguments.extend(["-m", "POST", "-D", ORDER, "-H", JSON]),
    }
    let url = job.url();
    arguments.push(&url);
    arguments.into_iter().map(ToOwned::to_owned).collect()
}

/// What is of use in its JSON.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    summary: Summary,
    status_code_distribution: BTreeMap<String, u64>,
    error_distribution: BTreeMap<String, u64>,
}

#[derive(Deserialize)]
struct Summary {
    /// Seconds.
    total: f64,
}

/// What it says of requests that were under way when the time was over.
const CUT: &str = "aborted due to deadline";

fn read(text: &str) -> Option<Said> {
    let report: Report = serde_json::from_str(text).ok()?;
    let requests: u64 = report.status_code_distribution.values().sum();
    let good = report.status_code_distribution.get("200").copied().unwrap_or_default();
    let errors = report.error_distribution.iter().filter(|(error, _)| *error != CUT);
    Some(Said {
        requests,
        a_second: requests as f64 / report.summary.total,
        failed: requests - good + errors.map(|(_, count)| count).sum::<u64>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"summary": {"successRate": 1.0, "total": 2.0, "requestsPerSec": 132032.0},
        "statusCodeDistribution": {"200": 264000}, "errorDistribution": {"aborted due to deadline": 64}}"#;

    #[test]
    fn requests_rate_and_errors_are_read() {
        let said = read(TEXT).unwrap();
        assert_eq!(said, Said { requests: 264_000, a_second: 132_000.0, failed: 0 });
        let broken = TEXT.replace("\"200\": 264000", "\"200\": 263998, \"502\": 2");
        assert_eq!(read(&broken).unwrap().failed, 2);
        assert_eq!(read(&TEXT.replace("aborted due", "refused")).unwrap().failed, 64);
        assert_eq!(read("error"), None);
    }
}
