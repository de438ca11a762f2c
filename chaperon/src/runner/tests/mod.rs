//! The runner on a clock that stands still but for its timers: every load model to the millisecond.

mod clock;
mod closed;
#[cfg(feature = "cluster")]
mod guests;
mod open;
mod seeds;
mod steered;
