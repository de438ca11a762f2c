//! What a run comes to: one type that everything people look at is a view of, and its verdict.
//!
//! It is built from the runner's events, saved and read back. Tables, exports and exit codes are
//! not decided here.

mod error;
#[cfg(test)]
pub(crate) mod example;
mod file;
mod generator;
mod micros;
mod run;
mod saved;
mod thresholds;
mod validity;
mod verdict;

pub use error::ResultsError;
pub(crate) use file::write_file;
pub use generator::Generator;
pub use run::{PlannedScenario, RunResults};
pub(crate) use thresholds::Watch;
pub use thresholds::{Judged, Outcome, Windows};
pub use validity::Invalid;
pub use verdict::{Failure, Verdict};
