//! Samples since the last take, as the recorder collects them: quick to add to, small when idle.
//!
//! The first samples are kept as they are; more of them go to pages of buckets, which exist only
//! where values fall. Taking visits the buckets that were touched, never the whole range.

use crate::metrics::buckets::bucket;
use crate::metrics::counts::Counts;
use crate::metrics::distribution::{Distribution, Tally};

/// Buckets of a page.
const PAGE: usize = 256;
/// So many samples are kept as they are before pages are made.
const RAW: usize = 48;

type Page = Box<[u32; PAGE]>;

/// The samples of one distribution since the last take.
#[derive(Debug, Default)]
pub(super) struct Interval {
    tally: Tally,
    pages: Vec<Option<Page>>,
    /// Buckets: of every sample while there are no pages, then those that are not zero.
    touched: Vec<u32>,
}

impl Interval {
    /// Adds a sample. Below zero it counts in bucket zero.
    pub(super) fn add(&mut self, value: i64) {
        self.tally.add(value);
        let bucket = bucket(u64::try_from(value).unwrap_or_default());
        if self.pages.is_empty() {
            self.keep_or_page(bucket);
        } else {
            self.count(bucket);
        }
    }

    /// Keeps a sample as it is; one too many has those that were kept go to pages, and goes there
    /// too.
    ///
    /// Cold, though many metrics know no other way: what matters is how quick those are that have
    /// many samples.
    #[cold]
    fn keep_or_page(&mut self, bucket: u32) {
        self.touched.push(bucket);
        if self.touched.len() > RAW {
            std::mem::take(&mut self.touched).into_iter().for_each(|kept| self.count(kept));
        }
    }

    #[inline]
    fn count(&mut self, bucket: u32) {
        let (at, place) = (bucket as usize / PAGE, bucket as usize % PAGE);
        let page = match self.pages.get_mut(at) {
            Some(Some(page)) => page,
            _ => Self::open(&mut self.pages, at),
        };
        if page[place] == 0 {
            self.touched.push(bucket);
        }
        page[place] = page[place].saturating_add(1);
    }

    /// A page that is not there yet.
    #[cold]
    fn open(pages: &mut Vec<Option<Page>>, at: usize) -> &mut Page {
        pages.resize_with(pages.len().max(at + 1), || None);
        pages[at].get_or_insert_with(|| Box::new([0; PAGE]))
    }

    /// What was added since the last take; `None` when nothing was.
    pub(super) fn take(&mut self) -> Option<Distribution> {
        let tally = std::mem::take(&mut self.tally);
        if tally.count == 0 {
            self.pages = Vec::new();
            return None;
        }
        let pairs = if self.pages.is_empty() {
            self.touched.drain(..).map(|bucket| (bucket, 1)).collect()
        } else {
            self.take_pages()
        };
        if tally.count < RAW as u64 {
            self.pages = Vec::new();
        }
        Some(Distribution { tally, counts: Counts::of(pairs) })
    }

    fn take_pages(&mut self) -> Vec<(u32, u64)> {
        let Self { pages, touched, .. } = self;
        let counted = touched.drain(..).map(|bucket| {
            let page = pages.get_mut(bucket as usize / PAGE).and_then(Option::as_mut);
            let count = page.map_or(0, |page| std::mem::take(&mut page[bucket as usize % PAGE]));
            (bucket, count.into())
        });
        counted.collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_sample_is_taken_once(intervals in prop::collection::vec(
            prop::collection::vec(0..2_000_000_i64, 0..200), 1..4,
        )) {
            let mut interval = Interval::default();
            for values in intervals {
                values.iter().for_each(|value| interval.add(*value));
                let pairs = values.iter().map(|value| (bucket(value.unsigned_abs()), 1));
                let expected = Counts::of(pairs.collect());
                let taken = interval.take().unwrap_or_default();
                prop_assert_eq!(taken.count(), values.len() as u64);
                prop_assert_eq!(taken.sum(), values.iter().map(|value| i128::from(*value)).sum::<i128>());
                prop_assert_eq!(taken.counts, expected);
            }
            prop_assert!(interval.take().is_none());
        }
    }
}
