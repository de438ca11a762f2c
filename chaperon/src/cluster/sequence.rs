//! Which frames of a worker are known.

/// A set of numbers that are mostly 0, 1, 2 and so on.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    bits: Vec<u64>,
    count: u64,
}

/// No worker stores as many frames: a second each, that would be for eight years.
const MOST: u64 = 1 << 28;

impl Seen {
    /// Adds a number; whether it is new. One that cannot be is not.
    pub(crate) fn insert(&mut self, number: u64) -> bool {
        if number >= MOST {
            return false;
        }
        let (Ok(word), bit) = (usize::try_from(number / 64), 1 << (number % 64)) else {
            return false;
        };
        if word >= self.bits.len() {
            self.bits.resize(word + 1, 0);
        }
        let is_new = self.bits[word] & bit == 0;
        self.bits[word] |= bit;
        self.count += u64::from(is_new);
        is_new
    }

    /// How many there are.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_number_is_new_once(numbers in proptest::collection::vec(0_u64..300, 0..200)) {
            let (mut seen, mut known) = (Seen::default(), BTreeSet::new());
            for number in numbers {
                prop_assert_eq!(seen.insert(number), known.insert(number));
            }
            prop_assert_eq!(seen.count(), known.len() as u64);
        }
    }

    #[test]
    fn a_number_that_cannot_be_takes_no_room() {
        let mut seen = Seen::default();
        assert!(!seen.insert(u64::MAX));
        assert_eq!((seen.count(), seen.bits.len()), (0, 0));
    }
}
