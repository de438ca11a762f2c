//! When arrivals are due: exact, from the beginning of the load, and never from the one before.

use std::time::Duration;

use crate::load_test::{Stage, Stages};
use crate::time::Rate;

/// In how many parts an arrival is counted: a rate of one millionth a second, over half a
/// nanosecond.
const WHOLE: u128 = 2 * 1_000_000 * 1_000_000_000;

/// The moments, from the beginning of the load, at which sessions are to start.
///
/// With a plain rate the arrival of number `i` is due when the rate's integral over time reaches
/// `i`, so that there are as many as the integral says, rounded up. With `poisson` the integral
/// between two is random, exponentially distributed, with a mean of one.
#[derive(Debug, Clone)]
pub struct Arrivals {
    stages: Stages<Rate>,
    /// The number of the stage that the next one is in.
    stage: usize,
    /// When that began.
    begun: Duration,
    /// How much of the integral came before it.
    before: u128,
    /// Where in the integral the next one is.
    next: u128,
    random: Option<fastrand::Rng>,
}

impl Arrivals {
    /// The arrivals of these stages, at random if there is randomness.
    pub fn new(stages: Stages<Rate>, random: Option<fastrand::Rng>) -> Self {
        let begun = Duration::ZERO;
        let mut arrivals = Self { stages, stage: 0, begun, before: 0, next: 0, random };
        if arrivals.random.is_some() {
            arrivals.next = arrivals.gap();
        }
        arrivals
    }

    /// The arrivals of other stages, which begin at the moment `at` of these. Of these, the last
    /// `ahead` that were given come after it, and are not to be. What is left of the integral until
    /// the next one stays, unless it is random.
    pub(super) fn go_on(
        &self,
        at: Duration,
        ahead: u64,
        stages: Stages<Rate>,
        random: Option<fastrand::Rng>,
    ) -> Self {
        let mut others = Self::new(stages, random);
        if others.random.is_none() {
            let next = self.next.saturating_sub(u128::from(ahead) * WHOLE);
            others.next = next.saturating_sub(integral_until(&self.stages, at)).min(WHOLE);
        }
        others
    }

    /// How much of the integral lies between this arrival and the next.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "the logarithm of what is at most one is not positive"
    )]
    fn gap(&mut self) -> u128 {
        match &mut self.random {
            None => WHOLE,
            Some(random) => (-(1.0 - random.f64()).ln() * WHOLE as f64) as u128,
        }
    }
}

impl Iterator for Arrivals {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        loop {
            let stage = self.stages.stages().get(self.stage)?;
            let part = self.next - self.before;
            if let Some(due) = reached(stage, part) {
                let due = self.begun.saturating_add(due);
                self.next += self.gap();
                return Some(due);
            }
            self.before += integral(stage);
            self.begun = self.begun.saturating_add(stage.length);
            self.stage += 1;
        }
    }
}

/// How many arrivals are due in these stages, when nothing is random.
pub fn planned_arrivals(stages: &Stages<Rate>) -> u64 {
    let all: u128 = stages.stages().iter().map(integral).sum();
    u64::try_from(all.div_ceil(WHOLE)).unwrap_or(u64::MAX)
}

/// The integral of the rate up to a moment.
fn integral_until(stages: &Stages<Rate>, at: Duration) -> u128 {
    let before = stages.first(at);
    before.stages().iter().map(integral).sum()
}

/// The integral of a stage's rate over its time.
fn integral(stage: &Stage<Rate>) -> u128 {
    let levels = stage.from.millionths() + stage.to.millionths();
    u128::from(levels) * stage.length.as_nanos()
}

/// When the integral from the stage's begin reaches `part`, if it does before the stage's end.
fn reached(stage: &Stage<Rate>, part: u128) -> Option<Duration> {
    if part >= integral(stage) {
        return None;
    }
    let (from, to) = (u128::from(stage.from.millionths()), u128::from(stage.to.millionths()));
    let nanos = match from == to {
        true => part / (2 * from),
        false => reached_on_a_slope(stage, part),
    };
    Some(Duration::from_nanos_u128(nanos).min(stage.length))
}

/// The moment `t` at which `from t + (to - from) t² / 2 length` is half of `part`, in the form that
/// subtracts no two numbers which may be almost the same.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a day has fewer nanoseconds than 2^47, so this is exact to one"
)]
fn reached_on_a_slope(stage: &Stage<Rate>, part: u128) -> u128 {
    let (from, to) = (stage.from.millionths() as f64, stage.to.millionths() as f64);
    let (part, length) = (part as f64, stage.length.as_nanos() as f64);
    let under_the_root = from * from + (to - from) * part / length;
    (part / (from + under_the_root.max(0.0).sqrt())) as u128
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn due(stages: &Stages<Rate>) -> Vec<Duration> {
        Arrivals::new(stages.clone(), None).collect()
    }

    #[test]
    fn a_plain_rate_starts_at_once_and_is_even() {
        let stages = Stages::of(Rate::per_second(4), SECOND);
        assert_eq!(due(&stages), [0, 250, 500, 750].map(Duration::from_millis));
        let stages = Stages::of(Rate::per_second(500), SECOND * 300);
        assert_eq!((due(&stages).len(), planned_arrivals(&stages)), (150_000, 150_000));
    }

    #[test]
    fn a_ramp_up_and_down_is_symmetric_and_holds_as_many_as_its_area() {
        let (none, full) = (Rate::ZERO, Rate::per_second(100));
        let stages = Stages::from(none).to(full, SECOND * 10).hold(SECOND).to(none, SECOND * 10);
        let due = due(&stages);
        assert_eq!(due.len(), 500 + 100 + 500);
        assert_eq!(due[0], Duration::ZERO);
        // 5 t² = 125
        assert_eq!(due[125], SECOND * 5);
        assert_eq!((due[500], due[600]), (SECOND * 10, SECOND * 11));
    }

    #[test]
    fn nothing_arrives_while_the_rate_is_zero() {
        let hold = |rate, seconds| {
            let level = Rate::per_second(rate);
            Stage { from: level, to: level, length: SECOND * seconds }
        };
        let due = due(&Stages::new([hold(1, 2), hold(0, 100), hold(2, 1)]));
        assert_eq!(due, [0, 1_000, 102_000, 102_500].map(Duration::from_millis));
        assert!(self::due(&Stages::of(Rate::ZERO, SECOND)).is_empty());
    }

    #[test]
    fn random_arrivals_are_repeatable_and_as_many_on_average() {
        let stages = Stages::of(Rate::per_second(1000), SECOND * 100);
        let random = |seed| Arrivals::new(stages.clone(), Some(fastrand::Rng::with_seed(seed)));
        let (one, same, other) = (random(1), random(1), random(2));
        let one: Vec<_> = one.collect();
        assert!(one.is_sorted() && one.iter().eq(&same.collect::<Vec<_>>()));
        assert_ne!(one, other.collect::<Vec<_>>());
        // Five standard deviations of 100,000.
        assert!((98_419..101_581).contains(&one.len()), "{}", one.len());
    }

    fn stages() -> impl Strategy<Value = Stages<Rate>> {
        let level = (0_u64..3_000).prop_map(|hundredths| Rate::per(hundredths, SECOND * 100));
        let next = (level.clone(), 1_u64..4_000_000_000);
        (level, proptest::collection::vec(next, 1..5)).prop_map(|(start, next)| {
            next.into_iter().fold(Stages::from(start), |stages, (level, nanos)| {
                stages.to(level, Duration::from_nanos(nanos))
            })
        })
    }

    /// The integral of the rate up to a moment, as a number of arrivals.
    fn area(stages: &Stages<Rate>, until: Duration) -> f64 {
        let mut begun = Duration::ZERO;
        let mut area = 0.0;
        for stage in stages.stages() {
            let time = until.saturating_sub(begun).min(stage.length).as_secs_f64();
            let from = stage.from.millionths() as f64 / 1e6;
            let to = stage.to.millionths() as f64 / 1e6;
            let slope = (to - from) / stage.length.as_secs_f64();
            area += from * time + slope * time * time / 2.0;
            begun += stage.length;
        }
        area
    }

    proptest! {
        #[test]
        fn there_are_as_many_as_the_integral_says(stages in stages()) {
            let due = due(&stages);
            prop_assert_eq!(due.len() as u64, planned_arrivals(&stages));
            prop_assert!(due.is_sorted());
            prop_assert!(due.last().is_none_or(|last| *last <= stages.length()));
        }

        #[test]
        fn no_arrival_drifts(stages in stages()) {
            for (number, due) in due(&stages).into_iter().enumerate() {
                let area = area(&stages, due);
                prop_assert!((area - number as f64).abs() < 1e-3, "{number} at {due:?}: {area}");
            }
        }

    }
}
