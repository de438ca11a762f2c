//! `wrk`, in C: one URL, a request prepared once. It does not speak HTTP/2.

use super::job::{COOKIE, Job, Work};
use super::peer::{Goal, Peer, Said, by_name};
use crate::options::CONNECTIONS;

pub(super) const WRK: Peer = Peer {
    name: "wrk",
    install: "sudo apt-get install wrk",
    version: "-v",
    goal: |work| match work {
        Work::Get => Goal::AtLeast(0.9),
        Work::Http2 => Goal::Absent,
        Work::Https | Work::Post | Work::Download => Goal::Shown,
    },
    find: by_name,
    arguments,
    ends: &[0],
    read: |text, _| read(text),
};

fn arguments(job: &Job) -> Vec<String> {
    let mut arguments = vec![
        "-t1".to_owned(),
        format!("-c{CONNECTIONS}"),
        format!("-d{}s", job.seconds),
        "-H".to_owned(),
        COOKIE.to_owned(),
    ];
    if job.work == Work::Post {
        arguments.extend(["-s", "bench/peers/post.lua"].map(ToOwned::to_owned));
    }
    arguments.push(job.url());
    arguments
}

fn read(text: &str) -> Option<Said> {
    let requests = text.lines().find_map(|line| line.trim().split_once(" requests in "))?.0;
    let a_second = text.lines().find_map(|line| line.strip_prefix("Requests/sec:"))?;
    let failures = ["Socket errors:", "Non-2xx"];
    Some(Said {
        requests: requests.parse().ok()?,
        a_second: a_second.trim().parse().ok()?,
        failed: failures.iter().filter(|words| text.contains(**words)).count() as u64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "Running 2s test @ http://127.0.0.1:1/
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   310.15us   45.02us   1.35ms   86.77%
    Req/Sec   203.05k     5.02k  211.87k    75.00%
  403961 requests in 2.00s, 61.64MB read
Requests/sec: 201895.44
Transfer/sec:     30.81MB
";

    #[test]
    fn requests_rate_and_errors_are_read() {
        let said = read(TEXT).unwrap();
        assert_eq!(said, Said { requests: 403_961, a_second: 201_895.44, failed: 0 });
        let broken = format!("{TEXT}  Non-2xx or 3xx responses: 3\n");
        assert_eq!(read(&broken).unwrap().failed, 1);
        assert_eq!(read("unable to connect"), None);
    }
}
