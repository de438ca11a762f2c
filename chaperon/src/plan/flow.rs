//! The arrivals that fall to a core, whose rate may be changed while they go on.

use std::collections::VecDeque;
use std::time::Duration;

use super::arrivals::Arrivals;
use crate::load_test::Stages;
use crate::time::Rate;

/// The arrivals of an entry that fall to one core of those that share them: each in turn.
///
/// All cores number the arrivals alike, so that each falls to one of them. When their rate changes
/// that goes on: those that were due before the change come to one core each, and so do those after it,
/// also when the cores hear of the change at slightly different moments.
#[derive(Debug)]
pub struct Flow {
    planned: Stages<Rate>,
    random: Option<fastrand::Rng>,
    turn: u64,
    cores: u64,
    /// The rate that goes for the planned ones.
    rate: Option<Rate>,
    arrivals: Arrivals,
    /// When they begin.
    begun: Duration,
    /// The number of the next that they give.
    number: u64,
    /// Those that they gave, up to the next one of this core.
    ahead: VecDeque<Duration>,
    /// Those of this core from before the last change.
    late: VecDeque<Duration>,
}

impl Flow {
    /// The arrivals of these stages whose number is `turn`, and then each one that is `cores`
    /// further; at random if there is randomness.
    pub fn new(
        planned: Stages<Rate>,
        random: Option<fastrand::Rng>,
        turn: u64,
        cores: u64,
    ) -> Self {
        Self {
            arrivals: Arrivals::new(planned.clone(), random.clone()),
            planned,
            random,
            turn,
            cores: cores.max(1),
            rate: None,
            begun: Duration::ZERO,
            number: 0,
            ahead: VecDeque::new(),
            late: VecDeque::new(),
        }
    }

    /// When the next arrival of this core is due, from the beginning of the entry.
    pub fn peek(&mut self) -> Option<Duration> {
        match self.late.front() {
            Some(late) => Some(*late),
            None => self.own(),
        }
    }

    /// The rate that goes for the planned ones, if one does.
    pub fn rate(&self) -> Option<Rate> {
        self.rate
    }

    /// How long it goes on by plan.
    pub fn length(&self) -> Duration {
        self.planned.length()
    }

    /// From `at` on this rate goes for the rest of the time, or what was planned.
    pub fn change(&mut self, rate: Option<Rate>, at: Duration) {
        while let Some(due) = self.own().filter(|due| *due <= at) {
            self.late.push_back(due);
            self.ahead.clear();
        }
        self.ahead.retain(|due| *due > at);
        let ahead = self.ahead.len() as u64;
        self.ahead.clear();
        self.number -= ahead;
        let rest = self.planned.rest(at);
        let stages = match rate {
            Some(rate) => Stages::of(rate, rest.length()),
            None => rest,
        };
        let random = self.random.as_mut().map(fastrand::Rng::fork);
        self.arrivals = self.arrivals.go_on(at.saturating_sub(self.begun), ahead, stages, random);
        (self.begun, self.rate) = (at, rate);
    }

    /// The next arrival of this core since the last change.
    fn own(&mut self) -> Option<Duration> {
        // The last of those ahead is this core's, as it is what was looked for.
        while self.ahead.is_empty() || (self.number - 1) % self.cores != self.turn {
            let due = self.arrivals.next()?;
            self.ahead.push_back(self.begun.saturating_add(due));
            self.number += 1;
        }
        self.ahead.back().copied()
    }
}

impl Iterator for Flow {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        if let Some(late) = self.late.pop_front() {
            return Some(late);
        }
        let own = self.own()?;
        self.ahead.clear();
        Some(own)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn millis(all: &[Duration]) -> Vec<u128> {
        all.iter().map(Duration::as_millis).collect()
    }

    /// The flow up to a moment.
    fn until(flow: &mut Flow, at: Duration) -> Vec<Duration> {
        let mut all = Vec::new();
        while flow.peek().is_some_and(|due| due < at) {
            all.extend(flow.next());
        }
        all
    }

    #[test]
    fn another_rate_goes_from_its_moment_to_the_end_and_back_to_the_plan() {
        let stages = Stages::of(Rate::per_second(2), SECOND * 4);
        let mut flow = Flow::new(stages, None, 0, 1);
        let mut all = until(&mut flow, SECOND);
        // Half of an arrival has gone by since the last one.
        flow.change(Some(Rate::per_second(5)), SECOND * 5 / 4);
        all.extend(until(&mut flow, SECOND * 2));
        flow.change(None, SECOND * 2);
        all.extend(flow);
        let slow_fast_slow = [0, 500, 1000, 1350, 1550, 1750, 1950, 2375, 2875, 3375, 3875];
        assert_eq!(millis(&all), slow_fast_slow);
    }

    #[test]
    fn a_rate_of_zero_can_be_raised_again() {
        let mut flow = Flow::new(Stages::of(Rate::per_second(1), SECOND * 10), None, 0, 1);
        assert_eq!(flow.next(), Some(Duration::ZERO));
        flow.change(Some(Rate::ZERO), SECOND / 2);
        assert_eq!(flow.peek(), None);
        flow.change(Some(Rate::per_second(2)), SECOND * 9);
        assert_eq!(millis(&flow.collect::<Vec<_>>()), [9_250, 9_750]);
    }

    #[test]
    fn a_ramp_is_cut_and_taken_up_where_it_would_be() {
        let ramp = Stages::from(Rate::ZERO).to(Rate::per_second(100), SECOND * 10);
        let mut flow = Flow::new(ramp, None, 0, 1);
        let before = until(&mut flow, SECOND * 4).len();
        flow.change(Some(Rate::per_second(10)), SECOND * 4);
        let between = until(&mut flow, SECOND * 6).len();
        flow.change(None, SECOND * 6);
        // Areas of 80, 20 and (60 + 100) / 2 * 4.
        assert_eq!((before, between, flow.count()), (80, 20, 320));
    }

    proptest! {
        #[test]
        fn shares_are_the_whole(rate in 1_u64..300, of in 1_u64..9, seed: Option<u64>) {
            let stages = Stages::from(Rate::ZERO).to(Rate::per_second(rate), SECOND * 3);
            let random = seed.map(fastrand::Rng::with_seed);
            let shares =
                (0..of).flat_map(|turn| Flow::new(stages.clone(), random.clone(), turn, of));
            let mut shares: Vec<_> = shares.collect();
            shares.sort();
            let whole: Vec<_> = Arrivals::new(stages.clone(), random.clone()).collect();
            prop_assert_eq!(shares, whole);
        }

        #[test]
        fn changes_lose_no_arrival_and_make_none(
            rates in prop::collection::vec((prop::option::of(0_u64..200), 0_u64..700), 0..6),
            of in 1_u64..6,
        ) {
            let changed = |turn: u64, of: u64| {
                let stages = Stages::of(Rate::per_second(40), SECOND * 4);
                let mut flow = Flow::new(stages, None, turn, of);
                let (mut all, mut at) = (Vec::new(), Duration::ZERO);
                for (rate, later) in &rates {
                    at += Duration::from_millis(*later);
                    all.extend(until(&mut flow, at));
                    flow.change(rate.map(Rate::per_second), at);
                }
                all.extend(flow);
                all
            };
            let mut shares: Vec<_> = (0..of).flat_map(|turn| changed(turn, of)).collect();
            shares.sort();
            prop_assert_eq!(shares, changed(0, 1));
        }
    }
}
