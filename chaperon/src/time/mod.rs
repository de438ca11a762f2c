//! Time as the runtime knows it: the clock, and durations as people write them.
//!
//! What happens at a time is not decided here.

mod clock;
mod pacer;
mod rate;
mod spread;
mod timer;
mod words;

#[cfg(feature = "cluster")]
pub(crate) use clock::timestamp_us;
pub use clock::{Instant, after, now, timestamp_ms};
pub use pacer::Pacer;
pub use rate::{BadRate, Rate, Starts};
pub use spread::spread;
pub use words::{
    BadDuration, days, hours, millis, minutes, parse_duration, seconds, weeks, write_duration,
};
