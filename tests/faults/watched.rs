//! What a target has served, moment by moment.

use std::thread::sleep;
use std::time::{Duration, Instant};

/// How often it is looked.
const EVERY: Duration = Duration::from_millis(20);

/// How many requests were served by which moment.
pub struct Watched(Vec<(Instant, u64)>);

/// Looks for as long as it is so.
pub fn watch(served: impl Fn() -> u64, goes_on: impl Fn() -> bool) -> Watched {
    let mut seen = vec![(Instant::now(), served())];
    while goes_on() {
        sleep(EVERY);
        seen.push((Instant::now(), served()));
    }
    Watched(seen)
}

impl Watched {
    /// How long it was looked.
    pub fn time(&self) -> Duration {
        self.last().0 - self.0[0].0
    }

    /// Requests a second, over all of it.
    pub fn rate(&self) -> f64 {
        (self.last().1 - self.0[0].1) as f64 / self.time().as_secs_f64()
    }

    /// The most requests in any second.
    pub fn most_in_a_second(&self) -> u64 {
        let within = |(from, first): &(Instant, u64)| {
            let end = *from + Duration::from_secs(1);
            let last = self.0.iter().take_while(|(at, _)| *at <= end).last();
            last.map_or(0, |(_, served)| served.saturating_sub(*first))
        };
        self.0.iter().map(within).max().unwrap_or_default()
    }

    fn last(&self) -> (Instant, u64) {
        self.0[self.0.len() - 1]
    }
}
