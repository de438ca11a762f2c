//! How often each value was seen, to 3 significant digits: steps that wait while there are few, a
//! count for each bucket once there are many.
//!
//! Frames must be taken and merged by the buckets that are in them, not by the range that they span;
//! `hdrhistogram` reads and writes them. Exact count, sum, least and largest are kept beside it, in
//! `distribution`.

use hdrhistogram::Histogram;

use crate::metrics::buckets::{bucket, largest_of, least_of};
use crate::metrics::bytes::Packer;
use crate::metrics::steps::{self, Steps};

/// Significant decimal digits that are kept of a value.
const DIGITS: u8 = 3;
/// So many bytes of steps wait before they are added to the buckets. With fewer there are none.
const WAITING: usize = 4096;
/// Buckets that are further apart get no count each before there are many of them.
const FAR: u32 = 2048;

/// A bag of counted values.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    /// Steps, one after the other. They are added to `all` many at a time, since all buckets are too
    /// many to stay in a processor's cache between frames.
    waiting: Vec<u8>,
    /// The least and the largest bucket that they lead to.
    span: Option<(u32, u32)>,
    /// The count of each bucket from `first` on, up to the last one that is not zero.
    all: Vec<u64>,
    first: u32,
}

impl Counts {
    /// Of counted buckets, in any order, each once.
    pub(super) fn of(mut pairs: Vec<(u32, u64)>) -> Self {
        sum_up(&mut pairs);
        let (Some((first, _)), Some((last, _))) = (pairs.first(), pairs.last()) else {
            return Self::default();
        };
        let mut waiting = Packer::default();
        steps::write(&pairs, &mut waiting);
        Self { waiting: waiting.0, span: Some((*first, *last)), ..Self::default() }
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
        if let Some((first, last)) = other.span {
            self.add(&Steps { first, last, bytes: &other.waiting });
        }
    }

    /// Adds what steps lead to.
    pub(super) fn add(&mut self, steps: &Steps<'_>) {
        let Steps { first, last, bytes } = *steps;
        let (least, most) = self.span.unwrap_or((first, last));
        self.span = Some((least.min(first), most.max(last)));
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() > WAITING {
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
        let Some((first, last)) = self.span else { return };
        if self.all.is_empty() && last - first >= FAR {
            let few = Self::of(self.waiting());
            if few.waiting.len() <= WAITING / 2 {
                *self = few;
                return;
            }
        }
        self.cover(first, last);
        let Self { waiting, all, first, .. } = self;
        steps::each(waiting, |bucket, count| {
            if let Some(all) = all.get_mut((bucket - *first) as usize) {
                *all = all.saturating_add(count);
            }
        });
        waiting.clear();
        self.span = None;
    }

    /// The buckets that wait, with their counts.
    fn waiting(&self) -> Vec<(u32, u64)> {
        let mut pairs = Vec::new();
        steps::each(&self.waiting, |bucket, count| pairs.push((bucket, count)));
        pairs
    }

    /// Buckets and their counts, in order, each once.
    fn pairs(&self) -> Vec<(u32, u64)> {
        let mut pairs = self.waiting();
        let all = (self.first..).zip(&self.all).filter(|(_, count)| **count > 0);
        pairs.extend(all.map(|(bucket, count)| (bucket, *count)));
        sum_up(&mut pairs);
        pairs
    }

    /// Writes them as steps; nothing when there are none.
    pub(super) fn write(&self, to: &mut Packer) {
        steps::write(&self.pairs(), to);
    }

    /// The values at these ranks (from 1, in rising order), each the largest of its bucket.
    pub(super) fn at_ranks(&self, ranks: &[u64]) -> Vec<u64> {
        let pairs = self.pairs();
        let (mut seen, mut next) = (0_u64, pairs.iter());
        let mut current = 0;
        ranks
            .iter()
            .map(|&rank| {
                while seen < rank
                    && let Some(&(bucket, count)) = next.next()
                {
                    seen = seen.saturating_add(count);
                    current = bucket;
                }
                largest_of(current)
            })
            .collect()
    }

    /// As a histogram; `None` only when there is no memory for one.
    pub(super) fn to_histogram(&self) -> Option<Histogram<u64>> {
        let mut histogram = Histogram::new(DIGITS).ok()?;
        for (bucket, count) in self.pairs() {
            histogram.record_n(least_of(bucket), count).ok()?;
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
        Some(Self::of(pairs.collect()))
    }
}

/// Puts pairs in order, and those of one bucket together.
fn sum_up(pairs: &mut Vec<(u32, u64)>) {
    pairs.sort_unstable_by_key(|(bucket, _)| *bucket);
    pairs.dedup_by(|later, kept| {
        let same = later.0 == kept.0;
        if same {
            kept.1 = kept.1.saturating_add(later.1);
        }
        same
    });
}

/// Equal when every value was seen as often, however it is stored.
impl PartialEq for Counts {
    fn eq(&self, other: &Self) -> bool {
        self.pairs() == other.pairs()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::metrics::buckets::LARGEST;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn few_and_many_say_the_same(
            frames in prop::collection::vec(prop::collection::vec(0..1_000_000_u64, 1..900), 1..9),
        ) {
            let mut counts = Counts::default();
            let mut hdr = Histogram::new_with_max(LARGEST, DIGITS).unwrap();
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
