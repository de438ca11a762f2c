//! The clock: monotonic, and paused by `tokio::time::pause` in tests.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub use tokio::time::Instant;

/// The present moment of the monotonic clock.
pub fn now() -> Instant {
    Instant::now()
}

/// The moment so long after another; one that is farther than the clock goes is a century away.
pub fn after(start: Instant, duration: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_secs(100 * 365 * 24 * 3600);
    start.checked_add(duration.min(CENTURY)).unwrap_or(start)
}

/// Milliseconds since the Unix epoch, by the wall clock. Never used to measure.
///
/// ```
/// use chaperon::prelude::*;
///
/// assert!(timestamp_ms() > 1_700_000_000_000);
/// ```
pub fn timestamp_ms() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

/// Microseconds since the Unix epoch, by the wall clock, for what several machines agree on.
#[cfg(feature = "cluster")]
pub(crate) fn timestamp_us() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}
