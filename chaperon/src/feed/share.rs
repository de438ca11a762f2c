//! Which rows are a worker's.

/// A worker among those that share a load test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Worker {
    /// Its number, from 0.
    pub(crate) index: usize,
    /// How many there are.
    pub(crate) of: usize,
}

impl Worker {
    /// The one that runs the whole load test.
    pub(crate) const ALONE: Self = Self { index: 0, of: 1 };

    /// The numbers of its rows, of so many: each row is one worker's, and all have as many but for
    /// one. They take turns, so that together they go through the file from the beginning.
    pub(super) fn share(self, rows: usize) -> Vec<usize> {
        (self.index..rows).step_by(self.of.max(1)).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_row_is_one_workers(rows in 0..500_usize, of in 1..20_usize) {
            let shares: Vec<_> = (0..of).map(|index| Worker { index, of }.share(rows)).collect();
            let mut all = shares.concat();
            all.sort_unstable();
            prop_assert_eq!(all, (0..rows).collect::<Vec<_>>());
            let sizes: Vec<usize> = shares.iter().map(Vec::len).collect();
            prop_assert!(sizes[0] - sizes[of - 1] <= 1);
            prop_assert!(shares.iter().all(|share| share.is_sorted()));
        }
    }
}
