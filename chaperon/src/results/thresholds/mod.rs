//! Whether a run keeps to its thresholds: what is tallied of it, the windows while it goes on, and
//! the judgement at its end.
//!
//! What a threshold is stands in `load_test`; that a run stops by one is decided in `run`.

mod failed;
mod judged;
mod nothing;
mod tally;
#[cfg(test)]
mod tests;
mod watch;

pub use judged::{Judged, Outcome, Windows};
pub use watch::Watch;
