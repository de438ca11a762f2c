//! Stopping the target one second in ten, with SIGSTOP to all its processes.

use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::Result;
use crate::nginx::Nginx;

/// How often it is stopped, in seconds; once in each period.
pub(crate) const PERIOD: u64 = 10;

/// When in a period it is stopped: far from its begin and its end.
const FROM: Duration = Duration::from_millis(4500);

/// For how long.
const LENGTH: Duration = Duration::from_secs(1);

/// When the target stood still, since the generator was started.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Stall {
    pub(super) from: Duration,
    pub(super) to: Duration,
}

/// Does something while the target is stopped one second in ten; gives when it was, too.
pub(super) fn freezing<T>(
    nginx: &Nginx,
    meanwhile: impl FnOnce() -> Result<T>,
) -> Result<(T, Vec<Stall>)> {
    let processes = &nginx.processes()?;
    let (over, is_over) = channel::<()>();
    let start = Instant::now();
    thread::scope(|scope| {
        let stalls = scope.spawn(move || stop_again_and_again(processes, start, &is_over));
        let done = meanwhile();
        drop(over);
        let stalls = stalls.join().map_err(|_| "the thread that stops nginx broke down")??;
        Ok((done?, stalls))
    })
}

fn stop_again_and_again(
    processes: &[Pid],
    start: Instant,
    is_over: &Receiver<()>,
) -> rustix::io::Result<Vec<Stall>> {
    let mut stalls = Vec::new();
    for period in 0.. {
        let from = Duration::from_secs(PERIOD * period) + FROM;
        // It ends with an error of the channel: nothing is ever sent.
        let _ = is_over.recv_timeout(from.saturating_sub(start.elapsed()));
        if start.elapsed() < from {
            break;
        }
        stalls.push(stop_once(processes, start)?);
    }
    Ok(stalls)
}

/// Stops them all and lets them go on, in any case.
fn stop_once(processes: &[Pid], start: Instant) -> rustix::io::Result<Stall> {
    let to_all = |signal| {
        // Each hears of it, also when another one does not.
        let sent: Vec<_> = processes.iter().map(|one| kill_process(*one, signal)).collect();
        sent.into_iter().collect::<rustix::io::Result<()>>()
    };
    let stopped = to_all(Signal::STOP);
    let from = start.elapsed();
    thread::sleep(LENGTH);
    let gone_on = to_all(Signal::CONT);
    stopped.and(gone_on)?;
    Ok(Stall { from, to: start.elapsed() })
}
