//! By how much a worker's clock is ahead of the leader's.

use std::time::Duration;

/// A reading that took longer is taken again: the truth is at most half of its time away.
const NEAR: Duration = Duration::from_millis(20);

/// A clock that was read over a line: the way there and the way back are taken to be equally long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) ahead_us: i64,
    /// For ever when our clock was set meanwhile.
    round_trip: Duration,
}

impl Clock {
    /// What it showed, and when it was asked and heard of by our clock, all in microseconds since the
    /// Unix epoch.
    pub(super) fn read(asked_us: i64, showed_us: i64, heard_us: i64) -> Self {
        let round_trip_us = heard_us - asked_us;
        let ahead_us = showed_us - (asked_us + round_trip_us / 2);
        let round_trip = u64::try_from(round_trip_us).map_or(Duration::MAX, Duration::from_micros);
        Self { ahead_us, round_trip }
    }

    pub(super) fn is_near(self) -> bool {
        self.round_trip <= NEAR
    }

    /// How far the truth may be away, either way, in microseconds: `u64::MAX` if our clock was set.
    pub(super) fn off_us(self) -> u64 {
        u64::try_from(self.round_trip.as_micros() / 2).unwrap_or(u64::MAX)
    }

    /// Of two readings the one over the shorter way.
    pub(super) fn or_nearer(self, other: Option<Self>) -> Self {
        other.filter(|other| other.round_trip < self.round_trip).unwrap_or(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_readings_the_one_over_the_shortest_way_counts() {
        // The clock is 5 s ahead; one way or the other took longer.
        let there = Clock::read(0, 5_400_000, 500_000);
        let back = Clock::read(1_000_000, 6_100_000, 1_400_000);
        let even = Clock::read(2_000_000, 7_150_000, 2_300_000);
        assert_eq!((there.ahead_us, back.ahead_us), (5_150_000, 4_900_000));
        let best = there.or_nearer(None);
        let best = back.or_nearer(Some(best));
        let best = even.or_nearer(Some(best));
        assert_eq!((best.ahead_us, best.off_us()), (5_000_000, 150_000));
        let set = Clock::read(3_000_000, 0, 2_000_000);
        assert_eq!(there.or_nearer(Some(best)), best);
        assert_eq!(set.or_nearer(Some(best)), best);
        assert_eq!(set.or_nearer(Some(set)).off_us(), u64::MAX);
    }

    #[test]
    fn a_reading_is_near_that_cannot_be_far_from_the_truth() {
        assert!(Clock::read(0, 0, 20_000).is_near());
        assert!(!Clock::read(0, 0, 20_001).is_near());
        assert!(!Clock::read(0, 0, -1).is_near());
    }
}
