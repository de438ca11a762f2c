//! The tasks: what each needs, and the cargo command that it runs.

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitCode, ExitStatus};

use crate::need::Need;

pub(crate) struct Task {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(crate) needs: &'static [Need],
    cargo: &'static [&'static str],
}

pub(crate) const TASKS: &[Task] = &[
    Task {
        name: "test",
        about: "every test with every feature, documentation included",
        needs: &[
            Need { program: "cc", package: "build-essential" },
            Need { program: "nginx", package: "nginx-light" },
            Need { program: "influxd", package: "influxdb" },
        ],
        cargo: &["test", "--workspace", "--all-features"],
    },
    Task {
        name: "bench",
        about: "this project beside wrk, on two cores",
        needs: &[
            Need { program: "nginx", package: "nginx-light" },
            Need { program: "wrk", package: "wrk" },
            Need { program: "taskset", package: "util-linux" },
        ],
        cargo: &["run", "--release", "--package", "chaperon-bench", "--"],
    },
];

impl Task {
    /// Runs it in the caller's terminal, and ends as it ended.
    pub(crate) fn run(&self, words: impl Iterator<Item = String>) -> Result<ExitCode, String> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let status = Command::new(cargo)
            .args(self.cargo)
            .args(words)
            .status()
            .map_err(|error| format!("cargo cannot be run: {error}"))?;
        Ok(exit_code(status))
    }
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
