//! `h2load`, in C, of nghttp2: one URL, HTTP/1.1 and HTTP/2.

use super::job::{COOKIE, JSON, Job, ORDER, Work};
use super::peer::{Goal, Peer, Said, by_name};
use crate::options::CONNECTIONS;

pub(super) const H2LOAD: Peer = Peer {
    name: "h2load",
    install: "sudo apt-get install nghttp2-client",
    version: "--version",
    goal: |_| Goal::Shown,
    find: by_name,
    arguments,
    ends: &[0],
    read: |text, _| read(text),
};

fn arguments(job: &Job) -> Vec<String> {
    let (seconds, connections) = (job.seconds.to_string(), CONNECTIONS.to_string());
    let mut arguments = vec!["-t", "1", "-c", &connections, "-m", "1", "-D", &seconds];
    arguments.extend(["-H", COOKIE]);
    if job.work != Work::Http2 {
        arguments.push("--h1");
    }
    if job.work == Work::Post {
        arguments.extend(["-d", ORDER, "-H", JSON]);
    }
    let url = job.url();
    arguments.push(&url);
    arguments.into_iter().map(ToOwned::to_owned).collect()
}

fn read(text: &str) -> Option<Said> {
    let rate = text.lines().find_map(|line| line.strip_prefix("finished in "))?;
    let a_second = rate.split(", ").find_map(|part| part.strip_suffix(" req/s"))?;
    let counts = text.lines().find_map(|line| line.strip_prefix("requests: "))?;
    let count = |what: &str| counts.split(", ").find_map(|part| part.strip_suffix(what));
    Some(Said {
        requests: count(" done")?.parse().ok()?,
        a_second: a_second.parse().ok()?,
        failed: count(" failed")?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "starting benchmark...
Main benchmark duration is over for thread #0. Stopping all clients.

finished in 2.00s, 185004.50 req/s, 28.23MB/s
requests: 370009 total, 370073 started, 370009 done, 370009 succeeded, 0 failed, 0 errored, 0 timeout
status codes: 370009 2xx, 0 3xx, 0 4xx, 0 5xx
";

    #[test]
    fn requests_rate_and_errors_are_read() {
        let said = read(TEXT).unwrap();
        assert_eq!(said, Said { requests: 370_009, a_second: 185_004.5, failed: 0 });
        assert_eq!(read(&TEXT.replace("0 failed", "3 failed")).unwrap().failed, 3);
        assert_eq!(read("connection refused"), None);
    }
}
