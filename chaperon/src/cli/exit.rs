//! Exit codes, and the errors that lead to them.

use std::process::ExitCode;

/// How the program ends. The order is that of the exit codes' precedence, first wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Exit {
    /// Stopped by a signal.
    Signal(u8),
    /// The figures say nothing about the target.
    Invalid,
    /// A threshold was broken, or a scenario never succeeded.
    Failed,
    /// An export failed.
    Export,
    /// The config is incomplete or wrong.
    Config,
    /// Wrong usage, or an internal error.
    Usage,
    /// All is well.
    Ok,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Signal(number) => 128 + number,
            Exit::Invalid => 4,
            Exit::Failed => 3,
            Exit::Export => 5,
            Exit::Config => 2,
            Exit::Usage => 1,
            Exit::Ok => 0,
        })
    }
}
