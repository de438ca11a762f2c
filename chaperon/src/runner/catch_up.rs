//! How an open load goes on after the generator itself stood still: what fell due in the meantime is
//! started late, and never in one burst, which would be a load that nobody asked for.

use std::time::Duration;

use crate::time::Instant;

/// What fell due in a pause of up to so long is started at once: over a second, that is a tenth more
/// than planned.
const AT_ONCE: Duration = Duration::from_millis(100);

/// What is to start within so long is started at once: to wait for each of many would cost the time
/// that is to be made up.
const GRAIN: Duration = Duration::from_millis(2);

/// Decides when arrivals start: each when it is due, and after a pause at twice the planned rate,
/// until the plan is reached.
#[derive(Debug, Default)]
pub(super) struct CatchUp {
    behind: bool,
    /// When the last one was due, and its turn to start.
    last: Option<(Instant, Instant)>,
}

impl CatchUp {
    /// When the arrival that is due next is to start. They are asked for in their order, each when
    /// the one before it has been started.
    pub(super) fn start_of(&mut self, due: Instant, now: Instant) -> Instant {
        let late = now.saturating_duration_since(due);
        self.behind = !late.is_zero() && (self.behind || late > AT_ONCE);
        let (turn, start) = match self.last {
            Some((last_due, last_turn)) if self.behind => {
                let gap = due.saturating_duration_since(last_due);
                let turn = now.max(last_turn + gap / 2);
                (turn, if turn <= now + GRAIN { now } else { turn })
            }
            _ => (due, due),
        };
        self.last = Some((due, turn));
        start
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::time::now;

    /// When arrivals start that are due at these milliseconds, if the generator stands still for
    /// some time from some moment on.
    fn starts(due: &[u64], pause: (u64, u64)) -> Vec<Duration> {
        let zero = now();
        let at = |millis| zero + Duration::from_millis(millis);
        let (from, to) = (at(pause.0), at(pause.0 + pause.1));
        let mut catch_up = CatchUp::default();
        let mut clock = zero;
        let starts = due.iter().map(|due| {
            clock = clock.max(catch_up.start_of(at(*due), clock));
            if clock >= from && clock < to {
                clock = to;
            }
            clock - zero
        });
        starts.collect()
    }

    fn millis(all: &[u64]) -> Vec<Duration> {
        all.iter().map(|millis| Duration::from_millis(*millis)).collect()
    }

    #[test]
    fn a_short_pause_is_made_up_at_once_and_a_long_one_at_twice_the_rate() {
        let due: Vec<u64> = (0..10).map(|number| number * 40).collect();
        let at_once = [0, 110, 110, 120, 160, 200, 240, 280, 320, 360];
        assert_eq!(starts(&due, (30, 80)), millis(&at_once));
        let twice = [0, 200, 200, 220, 240, 260, 280, 280, 320, 360];
        assert_eq!(starts(&due, (30, 170)), millis(&twice));
    }

    #[test]
    fn moments_that_are_close_share_one_wait() {
        let zero = now();
        let at = |micros| zero + Duration::from_micros(micros);
        let mut catch_up = CatchUp::default();
        assert_eq!(catch_up.start_of(at(0), zero), zero);
        // They are due each 100 us, and 300 ms went by: twice the rate is one each 50 us.
        let now = at(300_000);
        let starts: Vec<_> =
            (1..60).map(|number| catch_up.start_of(at(number * 100), now)).collect();
        assert!(starts[..40].iter().all(|start| *start == now), "{starts:?}");
        assert!(starts[41..].iter().all(|start| *start > now + GRAIN), "{starts:?}");
    }

    proptest! {
        #[test]
        fn nothing_starts_early_and_no_second_has_more_than_twice_its_share(
            rate in 5_u64..100, from in 0_u64..3_000, pause in 0_u64..5_000,
        ) {
            let due: Vec<u64> = (0..rate * 16).map(|number| number * 1_000 / rate).collect();
            let starts = starts(&due, (from, pause));
            prop_assert!(starts.iter().zip(millis(&due)).all(|(start, due)| *start >= due));
            prop_assert!(starts.is_sorted());
            for (number, start) in starts.iter().enumerate() {
                let second = *start..*start + Duration::from_secs(1);
                let many = starts[number..].iter().take_while(|start| second.contains(*start));
                prop_assert!(many.count() as u64 <= 2 * rate + 2);
            }
            let planned = millis(&due);
            prop_assert_eq!(starts.last(), planned.last(), "the plan is reached again");
        }
    }
}
