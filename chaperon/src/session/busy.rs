//! What a core is doing right now, so that a watchdog on another thread can name it.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

/// The scenario code that a core is inside of, if any.
#[derive(Debug, Default)]
pub struct Busy {
    /// The entry's number plus one; 0 is none.
    entry: AtomicU32,
    /// How often scenario code was entered.
    visits: AtomicU64,
}

impl Busy {
    pub(crate) fn enter(&self, entry: u32) {
        self.visits.store(self.visits.load(Relaxed) + 1, Relaxed);
        self.entry.store(entry + 1, Relaxed);
    }

    pub(crate) fn leave(&self) {
        self.entry.store(0, Relaxed);
    }

    /// The entry whose code runs, and the number of the visit: the same twice is the same visit.
    pub(crate) fn look(&self) -> Option<(u32, u64)> {
        let entry = self.entry.load(Relaxed).checked_sub(1)?;
        Some((entry, self.visits.load(Relaxed)))
    }
}
