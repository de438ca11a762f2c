//! Why a saved run could not be written or read.

use std::io;
use std::path::PathBuf;

/// Why a saved run could not be written or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResultsError {
    /// The file could not be written.
    #[error("cannot write {}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the machine says.
        source: io::Error,
    },
    /// The file could not be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the machine says.
        source: io::Error,
    },
    /// The file is not a saved run, or it is damaged.
    #[error("{} is not a saved run", path.display())]
    NotARun {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The file was saved by another version of this program.
    #[error(
        "{} is a saved run of version {found}, and this program reads version {known}: \
         use the version of chaperon that saved it, or a later one",
        path.display()
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u64,
        /// The version that is read here.
        known: u64,
    },
}
