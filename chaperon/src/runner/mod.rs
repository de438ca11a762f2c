//! Running a plan: cores, slots, stopping. A plan goes in, events come out.
//!
//! What becomes of the events, and when the run is told to stop, is not decided here.

mod arrivals;
mod core;
mod entry;
mod seat;
mod slot;
mod start;
mod watchdog;

pub use start::{EntrySetup, Running, Setup, start};
