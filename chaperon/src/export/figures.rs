//! The figures of a row: count, largest, mean, least, percentiles.
//!
//! Times are whole microseconds. Plain numbers and gauges keep fractions, to a thousandth. A check
//! is a row of ones (passes) and zeros (fails). A counter has a total only, and a gauge no mean
//! and no percentiles.

use crate::metrics::{Checks, Distribution, Gauge, PERCENTILES, Value, rank};

/// The names of the figures that follow `total_count`, in order.
pub(super) fn names() -> impl Iterator<Item = String> {
    ["max", "mean", "min"]
        .into_iter()
        .map(str::to_owned)
        .chain(PERCENTILES.iter().map(|percentile| format!("percentile_{percentile:?}")))
}

/// One figure, in thousandths; `None` where there is no such figure.
pub(super) type Figure = Option<i64>;

/// The figures of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figures {
    /// Samples; of a counter, its total.
    pub(super) count: u64,
    /// As in [`names`].
    pub(super) rest: Vec<Figure>,
}

impl Figures {
    pub(super) fn of(value: &Value) -> Self {
        match value {
            Value::Time(timing) => Self::micros(&timing.response),
            Value::Number(all) => Self::of_distribution(all, 1),
            Value::Counter(total) => Self::total(*total),
            Value::Gauge(gauge) => Self::of_gauge(gauge),
            Value::Check(checks) => Self::of_checks(*checks),
        }
    }

    /// Of times, in whole microseconds.
    pub(super) fn micros(all: &Distribution) -> Self {
        Self::of_distribution(all, 1000)
    }

    /// Of what is only counted.
    pub(super) fn total(count: u64) -> Self {
        Self { count, rest: vec![None; 3 + PERCENTILES.len()] }
    }

    #[expect(
        clippy::cast_possible_truncation,
        reason = "a mean lies between the least and the largest"
    )]
    fn of_distribution(all: &Distribution, scale: i64) -> Self {
        let mean = all.mean().round() as i64;
        let percentiles = all.percentiles(&PERCENTILES);
        let rest = [all.max(), mean, all.min()].into_iter().chain(percentiles);
        let rest = rest.map(|figure| Some(figure.saturating_mul(scale))).collect();
        Self { count: all.count(), rest }
    }

    fn of_gauge(gauge: &Gauge) -> Self {
        let mut figures = Self::total(gauge.count);
        figures.rest.splice(..3, [Some(gauge.max), None, Some(gauge.min)]);
        figures
    }

    fn of_checks(checks: Checks) -> Self {
        let Checks { passes, fails } = checks;
        let count = passes.saturating_add(fails);
        let one_if = |yes: bool| Some(if yes { 1000 } else { 0 });
        let share = u128::from(passes) * 1000 / u128::from(count.max(1));
        let mean = i64::try_from(share).ok();
        let percentiles = PERCENTILES.iter().map(|at| one_if(rank(*at, count) > fails));
        let rest = [one_if(passes > 0), mean, one_if(passes == count)];
        Self { count, rest: rest.into_iter().chain(percentiles).collect() }
    }
}

/// A figure as text: whole where it is, else with up to three decimals.
pub(super) fn text(figure: i64) -> String {
    let (sign, size) = (if figure < 0 { "-" } else { "" }, figure.unsigned_abs());
    let decimals = format!("{:03}", size % 1000);
    match decimals.trim_end_matches('0') {
        "" => format!("{sign}{}", size / 1000),
        decimals => format!("{sign}{}.{decimals}", size / 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fractions_are_written_only_where_there_are_any() {
        for (figure, expected) in
            [(0, "0"), (12_000, "12"), (12_500, "12.5"), (-7, "-0.007"), (-12_340, "-12.34")]
        {
            assert_eq!(text(figure), expected);
        }
    }

    #[test]
    fn a_check_is_a_row_of_ones_and_zeros() {
        let figures = Figures::of_checks(Checks { passes: 80, fails: 20 });
        assert_eq!(figures.rest[..6], [1000, 800, 0, 0, 0, 1000].map(Some));
        let passed = Figures::of_checks(Checks { passes: 3, fails: 0 });
        assert!(passed.rest.iter().all(|figure| *figure == Some(1000)));
    }
}
