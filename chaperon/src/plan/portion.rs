//! Which part of a load test a process runs.

use super::deal::{CoreShare, EntryLoad, deal};

/// The cores of one process among those of all processes that run a load test together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Portion {
    /// The number of its first core.
    pub first_core: u32,
    /// How many cores it has.
    pub cores: u32,
    /// How many all have.
    pub of_cores: u32,
    /// Its number among the processes.
    pub worker: u32,
    /// How many processes there are.
    pub of_workers: u32,
}

impl Portion {
    /// All of it, on one machine with so many cores.
    pub fn whole(cores: u32) -> Self {
        Self { first_core: 0, cores, of_cores: cores, worker: 0, of_workers: 1 }
    }

    /// What its cores run, of entries that are dealt to all cores.
    pub fn deal(&self, entries: &[EntryLoad]) -> Vec<CoreShare> {
        let all = deal(entries, u64::from(self.of_cores.max(1)));
        all.into_iter().skip(self.first_core as usize).take(self.cores as usize).collect()
    }

    /// Its part of a number that is shared by all cores.
    pub fn of(&self, all: u64) -> u64 {
        let upto = |core: u32| {
            let part = u128::from(all) * u128::from(core) / u128::from(self.of_cores.max(1));
            u64::try_from(part).unwrap_or(u64::MAX)
        };
        upto(self.first_core + self.cores) - upto(self.first_core)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::load_test::Load;

    /// Processes of so many cores each.
    fn portions(cores: &[u32]) -> Vec<Portion> {
        let of_cores = cores.iter().sum();
        let mut first_core = 0;
        (0..)
            .zip(cores)
            .map(|(worker, &cores)| {
                let portion = Portion { first_core, cores, of_cores, worker, of_workers: 1 };
                first_core += cores;
                portion
            })
            .collect()
    }

    proptest! {
        #[test]
        fn portions_are_the_whole_whoever_runs_them(
            cores in proptest::collection::vec(1_u32..9, 1..9),
            count in 0_u64..1_000,
            all in 0_u64..u64::MAX,
        ) {
            let entry = EntryLoad { count, load: Load::Once, every: None, after: Duration::ZERO };
            let entries = [entry];
            let portions = portions(&cores);
            let dealt: Vec<_> = portions.iter().flat_map(|it| it.deal(&entries)).collect();
            prop_assert_eq!(dealt, Portion::whole(cores.iter().sum()).deal(&entries));
            prop_assert_eq!(portions.iter().map(|it| it.of(all)).sum::<u64>(), all);
        }
    }
}
