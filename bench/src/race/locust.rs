//! `locust`, in Python, by its quicker client (`peers/locustfile.py`).

use serde::Deserialize;

use super::job::{Job, Work};
use super::peer::{Goal, Peer, Said, by_name};
use crate::options::CONNECTIONS;

pub(super) const LOCUST: Peer = Peer {
    name: "locust",
    install: "pip install locust",
    version: "--version",
    goal: |work| match work {
        Work::Get => Goal::AtLeast(18.0),
        Work::Https | Work::Http2 | Work::Post | Work::Download => Goal::Absent,
    },
    find: by_name,
    arguments,
    ends: &[0],
    read: |text, _| read(text),
};

fn arguments(job: &Job) -> Vec<String> {
    let (time, users, base) = (format!("{}s", job.seconds), CONNECTIONS.to_string(), job.base());
    let mut arguments = vec!["-f", "bench/peers/locustfile.py", "--headless", "--host", &base];
    arguments.extend(["-u", &users, "-r", &users, "-t", &time]);
    arguments.extend(["--json", "--skip-log", "--loglevel", "ERROR"]);
    arguments.into_iter().map(ToOwned::to_owned).collect()
}

/// What is of use in its JSON: one of these for each kind of request.
#[derive(Deserialize)]
struct Entry {
    num_requests: u64,
    num_failures: u64,
    /// Seconds since 1970.
    start_time: f64,
    last_request_timestamp: f64,
}

fn read(text: &str) -> Option<Said> {
    let entries: Vec<Entry> = serde_json::from_str(text).ok()?;
    let [entry] = entries.as_slice() else { return None };
    let seconds = entry.last_request_timestamp - entry.start_time;
    Some(Said {
        requests: entry.num_requests,
        a_second: entry.num_requests as f64 / seconds,
        failed: entry.num_failures,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"[{"name": "/items/7", "method": "GET", "num_requests": 18400,
        "num_failures": 0, "start_time": 100.5, "last_request_timestamp": 102.5}]"#;

    #[test]
    fn requests_rate_and_errors_are_read() {
        let said = read(TEXT).unwrap();
        assert_eq!(said, Said { requests: 18_400, a_second: 9_200.0, failed: 0 });
        let broken = TEXT.replace("\"num_failures\": 0", "\"num_failures\": 3");
        assert_eq!(read(&broken).unwrap().failed, 3);
        assert_eq!(read("[]"), None);
    }
}
