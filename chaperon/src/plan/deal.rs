//! Dealing slots and iterations over the cores.

use std::time::Duration;

use super::arrivals::planned_arrivals;
use crate::load_test::{Entry, Load};

/// The load of an entry, over all cores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryLoad {
    /// Slots; those that arrivals open are not among them.
    pub count: u64,
    /// How sessions follow each other.
    pub load: Load,
    /// How often a slot starts a session, if not as soon as the last one has ended.
    pub every: Option<Duration>,
    /// When all of it begins.
    pub after: Duration,
}

impl EntryLoad {
    /// The load of an entry, its counts and rates times a factor.
    pub fn of(entry: &Entry, scale: f64) -> Self {
        let load = match &entry.load {
            Load::With(slots) => Load::With(slots.map(|level| scaled(level, scale))),
            Load::At { rates, poisson } => {
                Load::At { rates: rates.map(|rate| rate.scaled(scale)), poisson: *poisson }
            }
            other => other.clone(),
        };
        let count = match &load {
            Load::With(slots) => slots.highest(),
            Load::At { .. } => 0,
            Load::Once | Load::For(_) | Load::Times(_) => scaled(entry.count, scale),
        };
        Self { count, load, every: entry.every, after: entry.after }
    }

    /// How many sessions it starts by plan; `None` when that depends on how long they take.
    pub fn sessions(&self) -> Option<u64> {
        match &self.load {
            Load::Once => Some(self.count),
            Load::Times(times) => Some(*times),
            Load::At { rates, poisson: false } => Some(planned_arrivals(rates)),
            Load::For(_) | Load::With(_) | Load::At { .. } => None,
        }
    }

    /// How long it goes on by plan, from the beginning of the load; `None` when it ends with its
    /// last session.
    pub fn length(&self) -> Option<Duration> {
        self.load.length().map(|length| length.saturating_add(self.after))
    }
}

/// What one core runs of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    /// Slots of this core.
    pub count: u64,
    /// How sessions follow each other in them.
    pub load: Load,
    /// Whose turn it is: of the slots and arrivals of all cores this core has number `turn`, and
    /// then each one that is `cores` further.
    pub turn: u64,
    /// How many cores there are.
    pub cores: u64,
    /// As for the whole entry.
    pub every: Option<Duration>,
    /// As for the whole entry.
    pub after: Duration,
}

impl Share {
    /// The number among those of all cores of the slot, or the arrival, of number `own` here.
    pub fn nth(&self, own: u64) -> u64 {
        self.turn + own * self.cores
    }
}

/// What one core runs: its share of each entry, in the order of the entries.
pub type CoreShare = Vec<Share>;

/// Deals the slots of all entries to `cores` cores by their index, the iterations of `times` in
/// proportion to the slots, and arrivals in turn.
///
/// The shares of an entry sum to the whole, and no core has two slots more than another.
pub fn deal(entries: &[EntryLoad], cores: u64) -> Vec<CoreShare> {
    let mut shares = vec![CoreShare::new(); usize::try_from(cores).unwrap_or(usize::MAX)];
    let mut first = 0;
    for entry in entries {
        let mut dealt = 0;
        for (core, share) in (0..).zip(&mut shares) {
            let turn = (core + cores - first) % cores;
            let count = entry.count.saturating_sub(turn).div_ceil(cores);
            let load = part(entry, dealt, count);
            let EntryLoad { every, after, .. } = *entry;
            share.push(Share { count, load, turn, cores, every, after });
            dealt += count;
        }
        first = (first + entry.count) % cores;
    }
    shares
}

/// The load of the slots `dealt .. dealt + count` of an entry.
fn part(entry: &EntryLoad, dealt: u64, count: u64) -> Load {
    match &entry.load {
        Load::Times(times) => {
            Load::Times(upto(*times, dealt + count, entry.count) - upto(*times, dealt, entry.count))
        }
        whole => whole.clone(),
    }
}

/// How many of `times` iterations the first `slots` of `all` slots run.
fn upto(times: u64, slots: u64, all: u64) -> u64 {
    let share = u128::from(times) * u128::from(slots) / u128::from(all.max(1));
    u64::try_from(share).unwrap_or(u64::MAX)
}

/// How long the load goes on by plan; `None` when it ends with its last session.
pub fn planned_duration(entries: &[EntryLoad]) -> Option<Duration> {
    let lengths: Option<Vec<Duration>> = entries.iter().map(EntryLoad::length).collect();
    lengths?.into_iter().max()
}

/// So many slots of `all`, shared over the cores.
pub fn share_room(all: u64, cores: u64) -> Vec<u64> {
    (0..cores).map(|core| all / cores + u64::from(core < all % cores)).collect()
}

/// A number of slots, scaled; what was at least one stays at least one.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a count of slots is far below 2^52, and the factor is positive"
)]
fn scaled(count: u64, factor: f64) -> u64 {
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
        let entry = (0_u64..3_000, load).prop_map(|(count, load)| EntryLoad {
            count,
            load,
            every: None,
            after: Duration::ZERO,
        });
        proptest::collection::vec(entry, 0..6)
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_whole(entries in loads(), cores in 1_u64..64) {
            let shares = deal(&entries, cores);
            for (index, entry) in entries.iter().enumerate() {
                let parts: Vec<_> = shares.iter().map(|share| share[index].clone()).collect();
                prop_assert_eq!(parts.iter().map(|part| part.count).sum::<u64>(), entry.count);
                let slots = parts.iter().flat_map(|part| {
                    (0..part.count).map(|number| part.nth(number))
                });
                let mut slots: Vec<_> = slots.collect();
                slots.sort_unstable();
                prop_assert!(slots.into_iter().eq(0..entry.count));
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
