//! When the slots of stages are open.

use std::time::Duration;

use crate::load_test::{Stage, Stages};

/// When a slot runs sessions, from the beginning of the load; without an end, until they are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// When the first session starts.
    pub from: Duration,
    /// From when on no session starts.
    pub to: Option<Duration>,
}

/// When the slot of this number, from 0, is open: while the level of the stages is above it.
pub fn periods(stages: &Stages<u64>, slot: u64) -> Vec<Period> {
    let mut periods: Vec<Period> = Vec::new();
    let mut begun = Duration::ZERO;
    for stage in stages.stages() {
        if let Some((from, to)) = open(stage, slot) {
            let (from, to) = (begun.saturating_add(from), begun.saturating_add(to));
            match periods.last_mut() {
                Some(last) if last.to == Some(from) => last.to = Some(to),
                _ => periods.push(Period { from, to: Some(to) }),
            }
        }
        begun = begun.saturating_add(stage.length);
    }
    periods
}

/// In which part of a stage its level is above `slot`.
fn open(stage: &Stage<u64>, slot: u64) -> Option<(Duration, Duration)> {
    let Stage { from, to, length } = *stage;
    match (from > slot, to > slot) {
        (false, false) => None,
        (true, true) => Some((Duration::ZERO, length)),
        (false, true) => Some((part(length, slot - from, to - from), length)),
        (true, false) => Some((Duration::ZERO, part(length, from - slot, from - to))),
    }
}

/// `length x number / of`, rounded down to a nanosecond.
fn part(length: Duration, number: u64, of: u64) -> Duration {
    let (nanos, number, of) = (length.as_nanos(), u128::from(number), u128::from(of.max(1)));
    Duration::from_nanos_u128((nanos / of) * number + (nanos % of) * number / of)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn period(from: u32, to: u32) -> Period {
        Period { from: SECOND * from, to: Some(SECOND * to) }
    }

    #[test]
    fn slots_open_one_after_the_other_and_close_the_other_way_round() {
        let stages = Stages::from(0).to(4, SECOND * 4).hold(SECOND * 10).to(0, SECOND * 4);
        assert_eq!(periods(&stages, 0), [period(0, 18)]);
        assert_eq!(periods(&stages, 3), [period(3, 15)]);
        assert_eq!(periods(&stages, 4), []);
    }

    #[test]
    fn a_slot_opens_as_often_as_the_level_rises_above_it() {
        let stages = Stages::of(2, SECOND).to(0, SECOND * 2).to(2, SECOND * 2).hold(SECOND);
        assert_eq!(periods(&stages, 1), [period(0, 2), period(4, 6)]);
        assert_eq!(periods(&stages, 0), [period(0, 6)]);
    }

    proptest! {
        #[test]
        fn as_many_are_open_as_the_level_says(
            levels in proptest::collection::vec(0_u64..50, 2..6), at in 0.0..1.0_f64
        ) {
            let first = Stages::from(levels[0]);
            let stages = levels[1..].iter().fold(first, |stages, level| stages.to(*level, SECOND));
            let moment = stages.length().mul_f64(at);
            let stage = &stages.stages()[moment.as_secs() as usize];
            let (from, to) = (stage.from as f64, stage.to as f64);
            let level = from + (to - from) * moment.as_secs_f64().fract();
            let is_open = |period: &Period| period.from <= moment && moment < period.to.unwrap();
            let open = (0..50).filter(|&slot| periods(&stages, slot).iter().any(is_open)).count();
            prop_assert!((open as f64 - level).abs() <= 1.0, "{open} at {moment:?}: {level}");
        }
    }
}
