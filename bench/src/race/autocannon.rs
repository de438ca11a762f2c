//! `autocannon`, of Node: one URL.

use serde::Deserialize;

use super::job::{COOKIE, Job, Work};
use super::peer::{Goal, Peer, Said, by_name};
use crate::options::CONNECTIONS;

pub(super) const AUTOCANNON: Peer = Peer {
    name: "autocannon",
    install: "npm install --global autocannon",
    version: "--version",
    goal: |work| match work {
        Work::Get => Goal::Shown,
        Work::Https | Work::Http2 | Work::Post | Work::Download => Goal::Absent,
    },
    find: by_name,
    arguments,
    ends: &[0],
    read: |text, _| read(text),
};

fn arguments(job: &Job) -> Vec<String> {
    let (seconds, connections) = (job.seconds.to_string(), CONNECTIONS.to_string());
    let url = job.url();
    let arguments =
        ["-c", &connections, "-d", &seconds, "-H", COOKIE, "--json", "--no-progress", &url];
    arguments.map(ToOwned::to_owned).into()
}

/// What is of use in its JSON.
#[derive(Deserialize)]
struct Report {
    requests: Requests,
    /// Seconds.
    duration: f64,
    errors: u64,
    non2xx: u64,
}

#[derive(Deserialize)]
struct Requests {
    total: u64,
}

fn read(text: &str) -> Option<Said> {
    let report: Report = serde_json::from_str(text).ok()?;
    Some(Said {
        requests: report.requests.total,
        a_second: report.requests.total as f64 / report.duration,
        failed: report.errors + report.non2xx,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"url": "http://127.0.0.1:1/", "duration": 2.0, "errors": 0, "non2xx": 0,
        "requests": {"average": 79500.5, "total": 159000, "sent": 159064}}"#;

    #[test]
    fn requests_rate_and_errors_are_read() {
        let said = read(TEXT).unwrap();
        assert_eq!(said, Said { requests: 159_000, a_second: 79_500.0, failed: 0 });
        assert_eq!(read(&TEXT.replace("\"non2xx\": 0", "\"non2xx\": 3")).unwrap().failed, 3);
        assert_eq!(read("Error"), None);
    }
}
