//! How often each value was seen, to 3 significant digits, in the buckets of an `hdrhistogram`: a
//! list of pairs while there are few, a count for each bucket once there are many.
//!
//! The buckets are laid out here, since frames must be taken and merged by the buckets that are in
//! them, not by the range that they span; `hdrhistogram` reads and writes them. Exact count, sum,
//! least and largest are kept beside it, in `distribution`.

use hdrhistogram::Histogram;

/// Significant decimal digits that are kept of a value.
const DIGITS: u8 = 3;
/// So many pairs wait before they are added to the buckets. With fewer there are none.
const PENDING: usize = 2048;
/// The largest value that is told from larger ones.
pub(super) const LARGEST: u64 = 1 << 62;

/// The bucket of the largest values.
pub(super) const LAST_BUCKET: u32 = bucket(LARGEST);

/// The bucket a value falls in, by the layout of an HDR histogram of 3 digits: 2,048 buckets of
/// one, then 1,024 for each doubling.
pub(super) const fn bucket(value: u64) -> u32 {
    let value = if value > LARGEST { LARGEST } else { value };
    let shift = 53 - (value | 2047).leading_zeros();
    #[expect(clippy::cast_possible_truncation, reason = "below 2,048 once shifted")]
    let place = (value >> shift) as u32;
    (shift << 10) + place
}

/// The least value of a bucket.
pub(super) fn least_of(bucket: u32) -> u64 {
    let shift = (bucket >> 10).saturating_sub(1);
    u64::from(bucket - (shift << 10)) << shift
}

/// The largest value that falls in the same bucket as `value`.
fn largest_beside(value: u64) -> u64 {
    let shift = 53 - (value.min(LARGEST) | 2047).leading_zeros();
    ((value >> shift) << shift) + ((1 << shift) - 1)
}

/// A bag of counted values.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    /// Buckets and counts, in no order; a bucket may be there twice. They are added to `all` many
    /// at a time, since all buckets are too many to stay in a processor's cache between frames.
    pending: Vec<(u32, u32)>,
    /// The count of each bucket from `first` on, up to the last one that is not zero.
    all: Vec<u64>,
    first: u32,
}

impl Counts {
    /// Of counted buckets, in any order.
    pub(super) fn of(pending: Vec<(u32, u32)>) -> Self {
        Self { pending, ..Self::default() }
    }

    /// Adds all of another bag.
    pub(super) fn merge(&mut self, other: &Self) {
        if let Some(last) = other.last() {
            self.cover(other.first, last);
            let from = (other.first - self.first) as usize;
            for (count, more) in self.all[from..].iter_mut().zip(&other.all) {
                *count = count.saturating_add(*more);
            }
        }
        self.pending.extend_from_slice(&other.pending);
        if self.pending.len() > PENDING {
            self.settle();
        }
    }

    /// The last bucket that has a count of its own.
    fn last(&self) -> Option<u32> {
        let length = u32::try_from(self.all.len()).ok()?;
        Some(self.first + length.checked_sub(1)?)
    }

    /// Makes room for the counts of these buckets.
    fn cover(&mut self, first: u32, last: u32) {
        let old = self.last();
        let (least, most) = (self.first.min(first), last.max(old.unwrap_or(last)));
        if old.is_none() {
            self.first = first;
        } else if least < self.first {
            let more = (self.first - least) as usize;
            self.all.splice(..0, std::iter::repeat_n(0, more));
            self.first = least;
        }
        let length = (most - self.first) as usize + 1;
        self.all.reserve_exact(length.saturating_sub(self.all.len()));
        self.all.resize(length, 0);
    }

    fn settle(&mut self) {
        let buckets = || self.pending.iter().map(|(bucket, _)| *bucket);
        let (Some(first), Some(last)) = (buckets().min(), buckets().max()) else { return };
        if self.all.is_empty() && (last - first) as usize >= PENDING {
            sum_up(&mut self.pending);
            if self.pending.len() <= PENDING / 2 {
                return;
            }
        }
        self.cover(first, last);
        for (bucket, count) in self.pending.drain(..) {
            let all = &mut self.all[(bucket - self.first) as usize];
            *all = all.saturating_add(u64::from(count));
        }
    }

    /// Buckets and counts as [`of`](Self::of) takes them, in order. A bucket is there again when its
    /// count is larger than a pair holds.
    pub(super) fn pairs(&self) -> Vec<(u32, u32)> {
        let mut pairs = self.pending.clone();
        for (at, count) in (self.first..).zip(&self.all).filter(|(_, count)| **count > 0) {
            let mut left = *count;
            while u32::try_from(left).is_err() {
                pairs.push((at, u32::MAX));
                left -= u64::from(u32::MAX);
            }
            pairs.extend(u32::try_from(left).map(|left| (at, left)));
        }
        sum_up(&mut pairs);
        pairs
    }

    /// Least values of the buckets and their counts, in order, each once.
    pub(super) fn sorted(&self) -> Vec<(u64, u64)> {
        let pending = self.pending.iter().map(|&(at, count)| (least_of(at), u64::from(count)));
        let all = (self.first..).zip(&self.all).filter(|(_, count)| **count > 0);
        let mut pairs: Vec<_> =
            all.map(|(at, count)| (least_of(at), *count)).chain(pending).collect();
        pairs.sort_unstable();
        pairs.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            if same {
                kept.1 = kept.1.saturating_add(later.1);
            }
            same
        });
        pairs
    }

    /// The values at these ranks (from 1, in rising order), each the largest of its bucket.
    pub(super) fn at_ranks(&self, ranks: &[u64]) -> Vec<u64> {
        let pairs = self.sorted();
        let (mut seen, mut next) = (0_u64, pairs.iter());
        let mut current = 0;
        ranks
            .iter()
            .map(|&rank| {
                while seen < rank
                    && let Some(&(value, count)) = next.next()
                {
                    seen = seen.saturating_add(count);
                    current = value;
                }
                largest_beside(current)
            })
            .collect()
    }

    /// As a histogram; `None` only when there is no memory for one.
    pub(super) fn to_histogram(&self) -> Option<Histogram<u64>> {
        let mut histogram = Histogram::new(DIGITS).ok()?;
        for (value, count) in self.sorted() {
            histogram.record_n(value, count).ok()?;
        }
        Some(histogram)
    }

    /// From a histogram that was read; `None` when it has another precision.
    pub(super) fn from_histogram(histogram: &Histogram<u64>) -> Option<Self> {
        if histogram.sigfig() != DIGITS || histogram.low() != 1 {
            return None;
        }
        let steps = histogram.iter_recorded();
        let pairs = steps.map(|step| (bucket(step.value_iterated_to()), step.count_at_value()));
        let pairs: Vec<_> = pairs.collect();
        let mut counts = Self::default();
        if let (Some((first, _)), Some((last, _))) = (pairs.iter().min(), pairs.iter().max()) {
            counts.cover(*first, *last);
        }
        for (at, more) in pairs {
            let count = &mut counts.all[(at - counts.first) as usize];
            *count = count.saturating_add(more);
        }
        Some(counts)
    }
}

fn sum_up(pairs: &mut Vec<(u32, u32)>) {
    pairs.sort_unstable();
    pairs.dedup_by(|later, kept| {
        let sum = kept.1.checked_add(later.1).filter(|_| later.0 == kept.0);
        kept.1 = sum.unwrap_or(kept.1);
        sum.is_some()
    });
}

/// Equal when every value was seen as often, however it is stored.
impl PartialEq for Counts {
    fn eq(&self, other: &Self) -> bool {
        self.sorted() == other.sorted()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reference() -> Histogram<u64> {
        Histogram::new_with_max(LARGEST, DIGITS).unwrap()
    }

    proptest! {
        #[test]
        fn buckets_are_those_of_an_hdr_histogram(value in 0..LARGEST, small in 0..10_000_000_u64) {
            let hdr = reference();
            for value in [value, small] {
                prop_assert_eq!(least_of(bucket(value)), hdr.lowest_equivalent(value));
                prop_assert_eq!(largest_beside(value), hdr.highest_equivalent(value));
            }
        }

    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn few_and_many_say_the_same(
            frames in prop::collection::vec(prop::collection::vec(0..1_000_000_u64, 1..900), 1..9),
        ) {
            let (mut counts, mut hdr) = (Counts::default(), reference());
            for values in &frames {
                values.iter().for_each(|value| hdr.record(*value).unwrap());
                let pairs = values.iter().map(|value| (bucket(*value), 1)).collect();
                counts.merge(&Counts::of(pairs));
            }
            let middle = hdr.len().div_ceil(2);
            prop_assert_eq!(counts.at_ranks(&[middle])[0], hdr.value_at_quantile(0.5));
            prop_assert_eq!(counts, Counts::from_histogram(&hdr).unwrap());
        }
    }
}
