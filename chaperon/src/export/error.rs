//! Why results could not be exported.

use std::io;
use std::path::PathBuf;

use crate::results::ResultsError;

/// Why results could not be exported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// An environment variable that says where results go is missing or wrong; told before
    /// anything is sent.
    #[error("{variable} {reason}")]
    Setting {
        /// The variable.
        variable: &'static str,
        /// What is wrong, and what to write instead.
        reason: String,
    },
    /// The results could not be brought into the format.
    #[error("the results cannot be written as {format}: {reason}")]
    Encode {
        /// The exporter's name.
        format: String,
        /// What it says.
        reason: String,
    },
    /// A file could not be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the machine says.
        source: io::Error,
    },
    /// Standard output could not be written to.
    #[error("cannot write to standard output: {0}")]
    Stdout(io::Error),
    /// A target that is not a file could not be reached, or refused the results.
    #[error("cannot send the results to {target}: {reason}")]
    Send {
        /// Where they were to go.
        target: String,
        /// What went wrong.
        reason: String,
    },
}

#[cfg(any(feature = "influx", feature = "object-store"))]
impl ExportError {
    pub(super) fn setting(variable: &'static str, reason: impl Into<String>) -> Self {
        Self::Setting { variable, reason: reason.into() }
    }
}

impl From<ResultsError> for ExportError {
    fn from(error: ResultsError) -> Self {
        match error {
            ResultsError::Write { path, source } => Self::Write { path, source },
            other => Self::Encode { format: "a saved run".to_owned(), reason: other.to_string() },
        }
    }
}
