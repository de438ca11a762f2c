//! `wrk`, the peer: one thread, as many connections as we have sessions.

use crate::Result;
use crate::options::{CONNECTIONS, Options, program};
use crate::process::run;
use crate::role::pinned;
use crate::throughput::Sample;

pub(crate) fn measure(options: &Options, url: &str, core: u32) -> Result<Sample> {
    let mut command = pinned(core, &program("wrk", "wrk")?);
    command.args(["-t1", &format!("-c{CONNECTIONS}"), &format!("-d{}s", options.seconds), url]);
    let ended = run(command, "wrk")?;
    let said = Said::read(&ended.stdout)
        .ok_or_else(|| format!("wrk said something unexpected:\n{}", ended.stdout))?;
    if said.has_errors {
        return Err(format!("wrk met errors:\n{}", ended.stdout).into());
    }
    Ok(Sample { requests: said.requests, a_second: said.a_second, cpu: ended.cpu })
}

/// What wrk prints at its end.
#[derive(Debug, PartialEq)]
struct Said {
    requests: u64,
    a_second: f64,
    has_errors: bool,
}

impl Said {
    fn read(text: &str) -> Option<Self> {
        let requests = text.lines().find_map(|line| line.trim().split_once(" requests in "))?.0;
        let a_second = text.lines().find_map(|line| line.strip_prefix("Requests/sec:"))?;
        Some(Self {
            requests: requests.parse().ok()?,
            a_second: a_second.trim().parse().ok()?,
            has_errors: text.contains("Socket errors:") || text.contains("Non-2xx"),
        })
    }
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
        let said = Said::read(TEXT).unwrap();
        assert_eq!(said, Said { requests: 403_961, a_second: 201_895.44, has_errors: false });
        let broken = format!("{TEXT}  Non-2xx or 3xx responses: 3\n");
        assert!(Said::read(&broken).unwrap().has_errors);
        assert_eq!(Said::read("unable to connect"), None);
    }
}
