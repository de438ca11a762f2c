//! What is counted from outside every second while the crowd comes and stays.

use std::time::{Duration, Instant};

use super::generators::Generators;
use super::target::Target;
use crate::Result;
use crate::process::Running;

/// How often.
const EVERY: Duration = Duration::from_secs(1);

/// What all processes came to at a moment.
#[derive(Debug, Clone, Copy)]
pub(super) struct Count {
    /// Since the generators were started.
    pub(super) after: Duration,
    /// Open WebSockets, as the targets count them.
    pub(super) open: u64,
    pub(super) generators: Cost,
    pub(super) targets: Cost,
    /// The coordinator and the engine of a cluster.
    pub(super) others: Cost,
}

/// What processes of a kind cost so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cost {
    /// In bytes.
    pub(super) resident: u64,
    pub(super) cpu: Duration,
}

impl Cost {
    fn of<'a>(processes: impl IntoIterator<Item = &'a Running>) -> Result<Self> {
        processes.into_iter().try_fold(Self::default(), |cost, process| {
            let (resident, cpu) = (process.resident()?, process.cpu()?);
            Ok(Self { resident: cost.resident + resident, cpu: cost.cpu + cpu })
        })
    }
}

/// Counts until the first generator has ended.
pub(super) fn take(generators: &mut Generators, targets: &[Target]) -> Result<Vec<Count>> {
    let start = Instant::now();
    let mut counts = Vec::new();
    loop {
        std::thread::sleep(EVERY);
        if generators.first_has_ended()? {
            return Ok(counts);
        }
        counts.push(count(generators, targets, start.elapsed())?);
    }
}

fn count(generators: &Generators, targets: &[Target], after: Duration) -> Result<Count> {
    let served = targets.iter().map(|target| Ok(target.served()?.open));
    Ok(Count {
        after,
        open: served.sum::<Result<u64>>()?,
        generators: Cost::of(&generators.processes)?,
        targets: Cost::of(targets.iter().map(|target| &target.process))?,
        others: Cost::of(&generators.others)?,
    })
}

/// The time at which the crowd was whole: its first and its last moment.
pub(super) fn whole(counts: &[Count]) -> Result<(Count, Count)> {
    let most = counts.iter().map(|count| count.open).max();
    let mut whole = counts.iter().filter(|count| Some(count.open) == most);
    let first = whole.next().ok_or("the generators ended at once")?;
    Ok((*first, *whole.next_back().unwrap_or(first)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crowd_is_whole_from_the_first_to_the_last_moment_of_its_greatest_number() {
        let counts = [0, 3, 7, 7, 7, 2].into_iter().zip(1..).map(|(open, second)| Count {
            after: Duration::from_secs(second),
            open,
            generators: Cost::default(),
            targets: Cost::default(),
            others: Cost::default(),
        });
        let (first, last) = whole(&counts.collect::<Vec<_>>()).unwrap();
        assert_eq!((first.open, last.open), (7, 7));
        assert_eq!((first.after.as_secs(), last.after.as_secs()), (3, 5));
        assert!(whole(&[]).is_err());
    }
}
