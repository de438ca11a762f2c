//! The parts that this one program plays: the bench starts itself again as what it measures, so that
//! the measured process holds nothing else.

use std::process::Command;

use crate::Result;

/// Tells a child which part it plays.
const VARIABLE: &str = "CHAPERON_BENCH_ROLE";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Makes load, by the command line that every load test has.
    Generator,
    /// The demo target, for sessions to be connected to.
    Target,
    /// The same, a little late with each answer.
    SlowTarget,
    /// Sends WebSocket messages back.
    Echo,
    /// Makes round trips of WebSockets, and nothing else.
    BareLoop,
}

impl Role {
    /// The part of this process; none for the bench itself.
    pub(crate) fn of_this_process() -> Option<Self> {
        match std::env::var(VARIABLE).ok()?.as_str() {
            "generator" => Some(Self::Generator),
            "target" => Some(Self::Target),
            "slow target" => Some(Self::SlowTarget),
            "echo" => Some(Self::Echo),
            "bare loop" => Some(Self::BareLoop),
            _ => None,
        }
    }

    /// This program again, in that part and on that core.
    pub(crate) fn on_core(self, core: u32) -> Result<Command> {
        self.on_cores(&[core])
    }

    /// The same on several.
    pub(crate) fn on_cores(self, cores: &[u32]) -> Result<Command> {
        let program = std::env::current_exe()?;
        Ok(self.tell(pinned(cores, &program.to_string_lossy())))
    }

    /// This program again, in that part.
    pub(crate) fn command(self) -> Result<Command> {
        Ok(self.tell(Command::new(std::env::current_exe()?)))
    }

    /// A program that will run this one in that part.
    pub(crate) fn within(self, program: &str) -> Command {
        self.tell(Command::new(program))
    }

    fn tell(self, mut command: Command) -> Command {
        command.env(
            VARIABLE,
            match self {
                Self::Generator => "generator",
                Self::Target => "target",
                Self::SlowTarget => "slow target",
                Self::Echo => "echo",
                Self::BareLoop => "bare loop",
            },
        );
        command
    }
}

/// A command that runs on these cores only.
pub(crate) fn pinned(cores: &[u32], program: &str) -> Command {
    let cores: Vec<String> = cores.iter().map(ToString::to_string).collect();
    let mut command = Command::new("taskset");
    command.args(["-c", &cores.join(","), program]);
    command
}
