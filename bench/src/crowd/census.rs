//! What is counted from outside every second while the crowd comes and stays.

use std::time::{Duration, Instant};

use super::pair::Pair;
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
}

/// What processes of a kind cost so far.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cost {
    /// In bytes.
    pub(super) resident: u64,
    pub(super) cpu: Duration,
}

impl Cost {
    fn add(&mut self, process: &Running) -> Result<()> {
        self.resident += process.resident()?;
        self.cpu += process.cpu()?;
        Ok(())
    }
}

/// Counts until the first generator has ended.
pub(super) fn take(pairs: &mut [Pair]) -> Result<Vec<Count>> {
    let start = Instant::now();
    let mut counts = Vec::new();
    loop {
        std::thread::sleep(EVERY);
        for pair in pairs.iter_mut() {
            if pair.generator.has_ended()? {
                return Ok(counts);
            }
        }
        counts.push(count(pairs, start)?);
    }
}

fn count(pairs: &[Pair], start: Instant) -> Result<Count> {
    let (mut generators, mut targets) = (Cost::default(), Cost::default());
    let mut open = 0;
    for pair in pairs {
        open += pair.served()?.open;
        generators.add(&pair.generator)?;
        targets.add(&pair.target)?;
    }
    Ok(Count { after: start.elapsed(), open, generators, targets })
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
        });
        let (first, last) = whole(&counts.collect::<Vec<_>>()).unwrap();
        assert_eq!((first.open, last.open), (7, 7));
        assert_eq!((first.after.as_secs(), last.after.as_secs()), (3, 5));
        assert!(whole(&[]).is_err());
    }
}
