//! A distribution of samples: exact count, sum, least and largest, and percentiles to 3 digits.

use serde::Deserialize;

use crate::metrics::counts::Counts;
use crate::metrics::steps::Steps;
use crate::metrics::wire;

/// The percentiles that exports list, as in Chaperon.
pub const PERCENTILES: [f64; 15] =
    [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 75.0, 80.0, 85.0, 90.0, 95.0, 99.0, 99.9, 99.99, 99.999];

/// What is exact about a set of samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) count: u64,
    pub(super) sum: i128,
    pub(super) min: i64,
    pub(super) max: i64,
}

impl Default for Tally {
    fn default() -> Self {
        Self { count: 0, sum: 0, min: i64::MAX, max: i64::MIN }
    }
}

impl Tally {
    pub(super) fn add(&mut self, value: i64) {
        self.count += 1;
        self.sum += i128::from(value);
        self.min = self.min.min(value);
        self.max = self.max.max(value);
    }

    fn merge(&mut self, other: &Self) {
        self.count = self.count.saturating_add(other.count);
        self.sum = self.sum.saturating_add(other.sum);
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }
}

/// A set of samples, in microseconds (times) or thousandths (plain numbers).
///
/// Count, sum, least and largest are exact; percentiles are exact to 3 significant digits. Plain
/// numbers below zero count as zero in percentiles. Merging loses nothing, in whatever order.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(try_from = "wire::Saved")]
pub struct Distribution {
    pub(super) tally: Tally,
    pub(super) counts: Counts,
}

/// A distribution as it is read, whose samples are left where they are.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct PackedDistribution<'a> {
    pub(super) tally: Tally,
    /// `None` when there are no samples.
    pub(super) steps: Option<Steps<'a>>,
}

impl Distribution {
    /// The number of samples.
    pub fn count(&self) -> u64 {
        self.tally.count
    }

    /// The sum of all samples.
    pub fn sum(&self) -> i128 {
        self.tally.sum
    }

    /// The least sample; 0 when there is none.
    pub fn min(&self) -> i64 {
        if self.count() == 0 { 0 } else { self.tally.min }
    }

    /// The largest sample; 0 when there is none.
    pub fn max(&self) -> i64 {
        if self.count() == 0 { 0 } else { self.tally.max }
    }

    /// The mean of the samples; 0 when there is none.
    #[expect(clippy::cast_precision_loss, reason = "a mean is shown to a few digits")]
    pub fn mean(&self) -> f64 {
        if self.count() == 0 { 0.0 } else { self.sum() as f64 / self.count() as f64 }
    }

    /// The value that `percentile` per cent of the samples do not exceed; 0 when there is none.
    pub fn percentile(&self, percentile: f64) -> i64 {
        self.percentiles(&[percentile]).first().copied().unwrap_or_default()
    }

    /// Several percentiles at once, in rising order.
    pub fn percentiles(&self, percentiles: &[f64]) -> Vec<i64> {
        if self.count() == 0 {
            return vec![0; percentiles.len()];
        }
        let ranks: Vec<_> = percentiles.iter().map(|p| rank(*p, self.count())).collect();
        let values = self.counts.at_ranks(&ranks).into_iter();
        values
            .map(|value| i64::try_from(value).unwrap_or(i64::MAX).clamp(self.min(), self.max()))
            .collect()
    }

    /// Adds all samples of a packed one.
    pub(super) fn merge_packed(&mut self, other: &PackedDistribution<'_>) {
        self.tally.merge(&other.tally);
        if let Some(steps) = &other.steps {
            self.counts.add(steps);
        }
    }

    /// Adds all samples of another set.
    pub fn merge(&mut self, other: &Self) {
        self.tally.merge(&other.tally);
        self.counts.merge(&other.counts);
    }
}

/// The rank, from 1, of the sample that a percentile asks for, in whole numbers: 99.9 per cent of
/// 1,000 is the 999th, and no rounding makes it the 1,000th.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=100")]
pub(crate) fn rank(percentile: f64, count: u64) -> u64 {
    let per_100_000 = (percentile.clamp(0.0, 100.0) * 1000.0).round() as u128;
    let rank = (u128::from(count) * per_100_000).div_ceil(100_000);
    u64::try_from(rank).unwrap_or(count).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::interval::Interval;

    fn of(values: impl IntoIterator<Item = i64>) -> Distribution {
        let mut interval = Interval::default();
        values.into_iter().for_each(|value| interval.add(value));
        interval.take().unwrap_or_default()
    }

    #[test]
    fn percentiles_are_those_of_the_ranks() {
        let all = of(1..=1000);
        assert_eq!(
            all.percentiles(&PERCENTILES[4..]),
            [500, 600, 750, 800, 850, 900, 950, 990, 999, 1000, 1000]
        );
        assert_eq!((all.count(), all.min(), all.max(), all.mean()), (1000, 1, 1000, 500.5));
    }

    #[test]
    fn a_percentile_never_leaves_what_was_seen() {
        let all = of([5_000_001]);
        assert_eq!(all.percentiles(&[0.0, 50.0, 100.0]), [5_000_001; 3]);
        assert_eq!(of([]).percentile(50.0), 0);
        assert_eq!(of([-3, 5]).percentiles(&[50.0, 100.0]), [0, 5]);
    }
}
