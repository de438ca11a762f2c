//! Why a run did not come to results, or not to all of them.

use std::io;

use crate::export::ExportError;
use crate::load_test::Finding;
use crate::results::RunResults;

/// Why a run did not come to results, or not to all of them.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// The config is incomplete or wrong; nothing was sent.
    #[error("the config of {load_test} is incomplete or wrong:\n{}", list(findings))]
    Config {
        /// The load test.
        load_test: String,
        /// All that is wrong.
        findings: Vec<Finding>,
    },
    /// The options do not go together, or ask for what this machine cannot do.
    #[error("{0}")]
    Options(String),
    /// The machine gave no thread or no runtime.
    #[error("the cores could not be started")]
    Start(#[from] io::Error),
    /// A core could not run its share of the load.
    #[error("core {core} failed: {reason}")]
    Core {
        /// Which core.
        core: usize,
        /// What it said.
        reason: String,
        /// What the others measured.
        results: Box<RunResults>,
    },
    /// The run has ended, but its results could not all be written.
    #[error("{}", lines(failures))]
    Export {
        /// The results.
        results: Box<RunResults>,
        /// Why they could not be written.
        failures: Vec<ExportError>,
    },
}

fn lines(failures: &[ExportError]) -> String {
    let lines: Vec<String> = failures.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

fn list(findings: &[Finding]) -> String {
    let lines: Vec<String> = findings.iter().map(|finding| format!("  - {finding}")).collect();
    lines.join("\n")
}
