//! Of the cores of a worker one frame a second is made.

use std::collections::BTreeMap;

use crate::metrics::Snapshot;

/// What the cores have recorded, by seconds, of which not all cores have told yet.
#[derive(Debug)]
pub(super) struct Seconds {
    /// The last second that each core has told of; `None` once it has ended.
    told: Vec<Option<u64>>,
    open: BTreeMap<u64, Snapshot>,
}

impl Seconds {
    pub(super) fn new(cores: usize) -> Self {
        Self { told: vec![Some(0); cores], open: BTreeMap::new() }
    }

    /// Hears of what a core recorded up to a second; gives the seconds that are whole by it.
    pub(super) fn hear(
        &mut self,
        core: usize,
        second: u64,
        frame: &Snapshot,
    ) -> Vec<(u64, Snapshot)> {
        let Some(Some(told)) = self.told.get_mut(core) else { return Vec::new() };
        // The last frame of a core comes within a second: it is the begin of the next one.
        let of = second.max(*told + 1);
        *told = second.max(*told);
        self.open.entry(of).or_default().merge(frame);
        self.whole()
    }

    /// Hears that a core has ended.
    pub(super) fn ended(&mut self, core: usize) -> Vec<(u64, Snapshot)> {
        if let Some(told) = self.told.get_mut(core) {
            *told = None;
        }
        self.whole()
    }

    /// Hears that all is over.
    pub(super) fn over(&mut self) -> Vec<(u64, Snapshot)> {
        self.told.clear();
        self.whole()
    }

    fn whole(&mut self) -> Vec<(u64, Snapshot)> {
        let later = match self.told.iter().flatten().min() {
            Some(told) => self.open.split_off(&(told + 1)),
            None => BTreeMap::new(),
        };
        std::mem::replace(&mut self.open, later).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_is_whole_when_all_cores_have_told_of_it_or_have_ended() {
        let mut seconds = Seconds::new(2);
        let mut whole = |core, second| -> Vec<u64> {
            let whole = match second {
                Some(second) => seconds.hear(core, second, &Snapshot::default()),
                None => seconds.ended(core),
            };
            whole.into_iter().map(|(second, _)| second).collect()
        };
        assert!(whole(0, Some(1)).is_empty());
        assert_eq!(whole(1, Some(1)), [1]);
        assert!(whole(0, Some(2)).is_empty());
        assert!(whole(0, Some(2)).is_empty(), "the last frame, within the third second");
        assert!(whole(0, None).is_empty());
        assert_eq!(whole(1, Some(4)), [2, 3, 4], "a core that had no time for two of its frames");
        assert!(whole(1, Some(4)).is_empty());
        assert_eq!(whole(1, None), [5]);
    }
}
