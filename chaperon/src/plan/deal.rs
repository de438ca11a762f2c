//! Dealing slots and iterations over the cores.

use std::time::Duration;

use crate::load_test::Load;

/// How many slots an entry has in all, and how their sessions follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EntryLoad {
    /// Slots.
    pub count: u64,
    /// How sessions follow each other in them.
    pub load: Load,
}

/// What one core runs: its share of each entry, in the order of the entries.
pub type CoreShare = Vec<EntryLoad>;

/// Deals the slots of all entries to `cores` cores by their index, and the iterations of `times`
/// in proportion to the slots.
///
/// The shares of an entry sum to the whole, and no core has two slots more than another.
pub fn deal(entries: &[EntryLoad], cores: u64) -> Vec<CoreShare> {
    let mut shares = vec![CoreShare::new(); usize::try_from(cores).unwrap_or(usize::MAX)];
    let mut first = 0;
    for entry in entries {
        let mut dealt = 0;
        for (core, share) in (0..).zip(&mut shares) {
            let count = slots_of(core, cores, first, entry.count);
            share.push(EntryLoad { count, load: part(entry, dealt, count) });
            dealt += count;
        }
        first = (first + entry.count) % cores;
    }
    shares
}

/// How many of the slots `first .. first + count` have an index that falls to `core`.
fn slots_of(core: u64, cores: u64, first: u64, count: u64) -> u64 {
    let offset = (core + cores - first) % cores;
    count.saturating_sub(offset).div_ceil(cores)
}

/// The load of the slots `dealt .. dealt + count` of an entry.
fn part(entry: &EntryLoad, dealt: u64, count: u64) -> Load {
    match entry.load {
        Load::Times(times) => {
            Load::Times(upto(times, dealt + count, entry.count) - upto(times, dealt, entry.count))
        }
        whole => whole,
    }
}

/// How many of `times` iterations the first `slots` of `all` slots run.
fn upto(times: u64, slots: u64, all: u64) -> u64 {
    let share = u128::from(times) * u128::from(slots) / u128::from(all.max(1));
    u64::try_from(share).unwrap_or(u64::MAX)
}

/// How long the load goes on by plan; `None` when it ends with its last session.
pub fn planned_duration(entries: &[EntryLoad]) -> Option<Duration> {
    let lengths: Option<Vec<Duration>> = entries
        .iter()
        .map(|entry| match entry.load {
            Load::For(duration) => Some(duration),
            Load::Once | Load::Times(_) => None,
        })
        .collect();
    lengths?.into_iter().max()
}

/// A number of slots, scaled; what was at least one stays at least one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a count of slots is far below 2^52, and the factor is positive"
)]
pub fn scaled(count: u64, factor: f64) -> u64 {
    ((count as f64 * factor).round() as u64).max(count.min(1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn loads() -> impl Strategy<Value = Vec<EntryLoad>> {
        let load = prop_oneof![
            Just(Load::Once),
            (1_u64..1_000_000).prop_map(Load::Times),
            (1_u64..1000).prop_map(|seconds| Load::For(Duration::from_secs(seconds))),
        ];
        let entry = (0_u64..100_000, load).prop_map(|(count, load)| EntryLoad { count, load });
        proptest::collection::vec(entry, 0..6)
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_whole(entries in loads(), cores in 1_u64..64) {
            let shares = deal(&entries, cores);
            for (index, entry) in entries.iter().enumerate() {
                let parts: Vec<_> = shares.iter().map(|share| share[index]).collect();
                prop_assert_eq!(parts.iter().map(|part| part.count).sum::<u64>(), entry.count);
                if let Load::Times(times) = entry.load
                    && entry.count > 0
                {
                    let dealt: u64 = parts
                        .iter()
                        .map(|part| match part.load { Load::Times(times) => times, _ => 0 })
                        .sum();
                    prop_assert_eq!(dealt, times);
                }
            }
        }

        #[test]
        fn cores_are_level(entries in loads(), cores in 1_u64..64) {
            let slots: Vec<u64> = deal(&entries, cores)
                .iter()
                .map(|share| share.iter().map(|part| part.count).sum())
                .collect();
            let (least, most) = (slots.iter().min(), slots.iter().max());
            prop_assert!(most.copied().unwrap_or(0) - least.copied().unwrap_or(0) <= 1);
        }

        #[test]
        fn scaling_never_loses_an_entry(count in 0_u64..1_000_000, factor in 0.0001..10.0_f64) {
            prop_assert_eq!(scaled(count, factor) == 0, count == 0);
            prop_assert_eq!(scaled(count, 1.0), count);
        }
    }
}
