//! Running a plan: cores, slots, stopping. A plan goes in, events come out.
//!
//! What becomes of the events, and when the run is told to stop, is not decided here.

mod arrivals;
mod catch_up;
mod core;
mod entry;
mod guests;
mod plan_clock;
mod seat;
mod set_up;
mod slot;
mod start;
mod steered;
#[cfg(test)]
mod tests;
mod watchdog;

#[cfg(feature = "cluster")]
pub use guests::Guests;
pub use set_up::set_up;
pub use start::{EntrySetup, Running, Setup, soon, start};
pub use steered::Steered;
