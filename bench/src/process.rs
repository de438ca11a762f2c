//! Child processes and what they cost: CPU time and resident memory, from `/proc`.

use std::fs;
use std::io::{self, Write};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use rustix::process::{Pid, WaitId, WaitIdOptions};

use crate::Result;

/// A running child; killed when dropped.
pub(crate) struct Running {
    child: Child,
    name: String,
}

/// What a child said and cost, from start to end.
pub(crate) struct Ended {
    pub(crate) stdout: String,
    /// User and system time of all its threads.
    pub(crate) cpu: Duration,
}

impl Running {
    /// Starts a command with its output piped to us, named so in errors.
    pub(crate) fn start(mut command: Command, name: &str) -> Result<Self> {
        let child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{name} cannot be started: {error}"))?;
        Ok(Self { child, name: name.to_owned() })
    }

    /// What it writes, to be read while it runs.
    pub(crate) fn stdout(&mut self) -> Result<ChildStdout> {
        Ok(self.child.stdout.take().ok_or("the output is taken already")?)
    }

    /// Resident memory, in bytes.
    pub(crate) fn resident(&self) -> Result<u64> {
        let statm = fs::read_to_string(format!("/proc/{}/statm", self.child.id()))?;
        let pages = statm.split(' ').nth(1).ok_or("/proc/…/statm is not as expected")?;
        Ok(pages.parse::<u64>()? * rustix::param::page_size() as u64)
    }

    /// Whether it has ended already.
    pub(crate) fn has_ended(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Asks it to end, as `kill` does, and waits until it has.
    pub(crate) fn terminate(mut self) -> Result<()> {
        rustix::process::kill_process(self.pid()?, rustix::process::Signal::TERM)?;
        self.child.wait()?;
        Ok(())
    }

    /// Its number.
    pub(crate) fn pid(&self) -> Result<Pid> {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        Ok(pid.ok_or("the child has no process id")?)
    }

    /// User and system time of all its threads so far.
    pub(crate) fn cpu(&self) -> Result<Duration> {
        cpu_of(self.pid()?)
    }
}

/// User and system time of all threads of a process so far.
pub(crate) fn cpu_of(process: Pid) -> Result<Duration> {
    cpu_in(&fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero()))?)
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended before, which is what we want.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a command to its end, which has to be a good one.
pub(crate) fn run(command: Command, name: &str) -> Result<Ended> {
    run_to(&[0], command, name)
}

/// Runs a command to its end, with one of these exit codes.
pub(crate) fn run_to(ends: &[i32], command: Command, name: &str) -> Result<Ended> {
    let mut running = Running::start(command, name)?;
    let mut stdout = String::new();
    std::io::Read::read_to_string(&mut running.stdout()?, &mut stdout)?;
    // The child is left as a zombie first: its times are in /proc until it is waited for.
    let ended = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
    rustix::process::waitid(WaitId::Pid(running.pid()?), ended)?;
    let cpu = running.cpu()?;
    let status = running.child.wait()?;
    if !status.code().is_some_and(|code| ends.contains(&code)) {
        return Err(format!("{} failed ({status}):\n{stdout}", running.name).into());
    }
    Ok(Ended { stdout, cpu })
}

/// Tells whoever watches.
pub(crate) fn say(line: &str) {
    // A closed stderr is nobody to tell it to.
    let _ = writeln!(io::stderr(), "{line}");
}

/// The 14th and 15th field of `/proc/…/stat`, counted after the name, which may hold anything.
fn cpu_in(stat: &str) -> Result<Duration> {
    let (_, fields) = stat.rsplit_once(") ").ok_or("/proc/…/stat is not as expected")?;
    let ticks = fields
        .split(' ')
        .skip(11)
        .take(2)
        .map(str::parse::<u64>)
        .sum::<std::result::Result<u64, _>>()?;
    let seconds = ticks as f64 / rustix::param::clock_ticks_per_second() as f64;
    Ok(Duration::from_secs_f64(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_time_is_user_and_system_whatever_the_name() {
        let stat = "7 (a) b (c)) S 1 1 1 0 -1 4194560 1 0 0 0 150 50 9 9 20 0 1 0 1 1 1";
        assert_eq!(cpu_in(stat).unwrap(), Duration::from_secs(2));
    }

    #[test]
    fn a_busy_child_costs_cpu_and_a_failing_one_is_an_error() {
        let mut busy = Command::new("sh");
        busy.args(["-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; echo done"]);
        let ended = run(busy, "sh").unwrap();
        assert_eq!(ended.stdout, "done\n");
        assert!(ended.cpu > Duration::ZERO);
        let mut failing = Command::new("sh");
        failing.args(["-c", "exit 3"]);
        assert!(run(failing, "sh").err().unwrap().to_string().contains("exit status: 3"));
    }
}
