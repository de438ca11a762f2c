//! Waits for what another thread or process does.

use std::thread;
use std::time::{Duration, Instant};

/// How long anything may take; reached only by what never comes.
const LIMIT: Duration = Duration::from_secs(60);

/// Waits until it is so.
#[track_caller]
pub fn until(condition: impl Fn() -> bool) {
    let deadline = Instant::now() + LIMIT;
    while !condition() {
        assert!(Instant::now() < deadline, "it never came");
        thread::sleep(Duration::from_millis(5));
    }
}
