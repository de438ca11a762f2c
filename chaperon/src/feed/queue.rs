//! Whose turn it is: the order in which the rows of a feed are dealt.

use std::vec::IntoIter;

/// How rows are dealt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Order {
    /// In a random order, by this seed.
    pub(super) shuffled: Option<u64>,
    /// Over and over.
    pub(super) wraps: bool,
    /// Whether those that were given come back only when they are handed back.
    pub(super) unique: bool,
}

/// The rows that are still to be given, by their numbers.
#[derive(Debug)]
pub(super) struct Queue {
    pass: IntoIter<usize>,
    /// Those that may be given when this pass is over.
    next_pass: Vec<usize>,
    random: Option<fastrand::Rng>,
    order: Order,
}

impl Queue {
    /// All of these rows are still to be given.
    pub(super) fn new(rows: Vec<usize>, order: Order) -> Self {
        let random = order.shuffled.map(fastrand::Rng::with_seed);
        let mut queue = Self { pass: Vec::new().into_iter(), next_pass: rows, random, order };
        queue.start_over();
        queue
    }

    /// The next row, if there is one left.
    pub(super) fn take(&mut self) -> Option<usize> {
        if self.pass.as_slice().is_empty() && self.order.wraps {
            self.start_over();
        }
        let row = self.pass.next()?;
        if self.order.wraps && !self.order.unique {
            self.next_pass.push(row);
        }
        Some(row)
    }

    /// Takes a row back that may be given again.
    pub(super) fn give_back(&mut self, row: usize) {
        self.next_pass.push(row);
    }

    /// Begins a pass over all rows that are there.
    fn start_over(&mut self) {
        let mut rows = std::mem::take(&mut self.next_pass);
        rows.sort_unstable();
        if let Some(random) = &mut self.random {
            random.shuffle(&mut rows);
        }
        self.pass = rows.into_iter();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    const PLAIN: Order = Order { shuffled: None, wraps: false, unique: false };

    fn queue(rows: usize, order: Order) -> Queue {
        Queue::new((0..rows).collect(), order)
    }

    fn take(queue: &mut Queue, number: usize) -> Vec<usize> {
        std::iter::from_fn(|| queue.take()).take(number).collect()
    }

    #[test]
    fn rows_are_given_in_order_and_once() {
        let mut queue = queue(3, PLAIN);
        assert_eq!(take(&mut queue, 9), [0, 1, 2]);
        assert_eq!(queue.take(), None);
    }

    #[test]
    fn a_queue_that_wraps_starts_over() {
        assert_eq!(take(&mut queue(2, Order { wraps: true, ..PLAIN }), 5), [0, 1, 0, 1, 0]);
        assert_eq!(take(&mut queue(0, Order { wraps: true, ..PLAIN }), 5), [0; 0]);
    }

    #[test]
    fn a_shuffled_queue_is_shuffled_anew_each_time() {
        let order = Order { shuffled: Some(7), wraps: true, unique: false };
        let given = take(&mut queue(20, order), 40);
        let (first, second) = given.split_at(20);
        assert_ne!(first, second);
        assert_eq!(given, take(&mut queue(20, order), 40), "the same by the same seed");
        assert_ne!(given, take(&mut queue(20, Order { shuffled: Some(8), ..order }), 40));
        let sorted = |rows: &[usize]| rows.iter().copied().collect::<BTreeSet<_>>();
        assert_eq!(sorted(first), (0..20).collect());
        assert_eq!(sorted(second), (0..20).collect());
    }

    #[test]
    fn a_unique_row_is_not_given_before_it_is_back() {
        let mut queue = queue(2, Order { wraps: true, unique: true, ..PLAIN });
        assert_eq!(take(&mut queue, 3), [0, 1]);
        queue.give_back(1);
        assert_eq!(take(&mut queue, 3), [1]);
    }

    proptest! {
        #[test]
        fn no_row_is_taken_twice_and_none_is_lost(
            rows in 1..20_usize,
            shuffled in proptest::option::of(any::<u64>()),
            turns in proptest::collection::vec(proptest::option::of(0..20_usize), 0..200),
        ) {
            let mut queue = queue(rows, Order { shuffled, wraps: true, unique: true });
            let mut taken: Vec<usize> = Vec::new();
            for back in turns {
                match back {
                    Some(back) if !taken.is_empty() => {
                        queue.give_back(taken.remove(back % taken.len()));
                    }
                    _ => match queue.take() {
                        Some(row) => {
                            prop_assert!(!taken.contains(&row));
                            taken.push(row);
                        }
                        None => prop_assert_eq!(taken.len(), rows),
                    },
                }
            }
        }
    }
}
