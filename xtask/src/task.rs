//! The tasks: what each needs, and the cargo command that it runs.

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitCode, ExitStatus};

use crate::need::Need;

pub(crate) struct Task {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) needs: &'static [Need],
    cargo: &'static [&'static str],
    /// What follows when that went well, unless words narrow the task down.
    then: Option<&'static [&'static str]>,
}

pub(crate) const TASKS: &[Task] = &[
    Task {
        name: "test",
        about: "every test with every feature, documentation included, and what an action costs",
        needs: &[
            Need { program: "cc", package: "build-essential" },
            Need { program: "nginx", package: "nginx-light" },
            Need { program: "influxd", package: "influxdb" },
            Need { program: "nats-server", package: "nats-server" },
            Need { program: "valgrind", package: "valgrind" },
        ],
        cargo: &["test", "--workspace", "--all-features"],
        then: Some(&["run", "--profile", "count", "--package", "chaperon-bench", "--", "--count"]),
    },
    Task {
        name: "faults",
        about: "what kills, stops and cuts the processes of a cluster: [--times N] [CASE ...]",
        needs: &[
            Need { program: "nats-server", package: "nats-server" },
            Need { program: "ip", package: "iproute2" },
        ],
        cargo: &["test", "--package", "chaperon-tests", "--all-features", "--test", "faults", "--"],
        then: None,
    },
    Task {
        name: "bench",
        about: "this project beside its peers, on two cores",
        needs: &[
            Need { program: "nginx", package: "nginx-light" },
            Need { program: "wrk", package: "wrk" },
            Need { program: "h2load", package: "nghttp2-client" },
            Need { program: "taskset", package: "util-linux" },
        ],
        cargo: &["run", "--release", "--package", "chaperon-bench", "--"],
        then: None,
    },
];

impl Task {
    /// Runs it in the caller's terminal, and ends as it ended.
    pub(crate) fn run(&self, words: impl Iterator<Item = String>) -> Result<ExitCode, String> {
        let words: Vec<String> = words.collect();
        let status = cargo(self.cargo, &words)?;
        match self.then {
            Some(then) if status.success() && words.is_empty() => Ok(exit_code(cargo(then, &[])?)),
            _ => Ok(exit_code(status)),
        }
    }
}

fn cargo(arguments: &[&str], words: &[String]) -> Result<ExitStatus, String> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(arguments).args(words);
    // What cargo says of this program is not true of what it builds now, and would build much anew.
    let of_this =
        |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
    for name in std::env::vars_os().filter_map(|(name, _)| name.into_string().ok()) {
        if of_this(&name) {
            command.env_remove(name);
        }
    }
    command.status().map_err(|error| format!("cargo cannot be run: {error}"))
}

/// The same code, and for an end by a signal the one that a shell would give.
fn exit_code(status: ExitStatus) -> ExitCode {
    let by_signal = || status.signal().map(|signal| 128 + signal);
    let code = status.code().or_else(by_signal).and_then(|code| u8::try_from(code).ok());
    ExitCode::from(code.unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_shell(script: &str) -> ExitCode {
        exit_code(Command::new("sh").args(["-c", script]).status().unwrap())
    }

    #[test]
    fn the_exit_code_is_the_commands_own() {
        assert_eq!(of_shell("exit 0"), ExitCode::SUCCESS);
        assert_eq!(of_shell("exit 101"), ExitCode::from(101));
        assert_eq!(of_shell("kill -TERM $$"), ExitCode::from(143));
    }
}
