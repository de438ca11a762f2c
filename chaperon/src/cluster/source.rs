//! What is known of a worker's frames: which of them are there, and what of them was told in order.

use std::collections::BTreeMap;

use super::protocol::Last;
use super::sequence::Seen;
use crate::metrics::Snapshot;

/// A worker, as far as its frames tell of it.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) node: String,
    pub(crate) boot: String,
    /// Its last second of which there is something.
    pub(crate) second: u64,
    seen: Seen,
    /// The samples in its frames.
    samples: u64,
    last: Option<Last>,
    /// The frame that is to be told next, and those that came before their turn.
    next: u64,
    early: BTreeMap<u64, Told>,
    /// The first parts of a second whose last part is to come.
    open: Option<Snapshot>,
}

/// What of a frame has its order.
#[derive(Debug)]
pub(crate) enum Told {
    /// What is judged of all that was recorded up to a second.
    Second(u64, Snapshot),
    /// A part of that.
    Part(Snapshot),
    /// Nothing more comes.
    Ended,
    /// What has no order.
    Other,
}

impl Source {
    pub(crate) fn new(node: &str, boot: &str) -> Self {
        Self {
            node: node.to_owned(),
            boot: boot.to_owned(),
            second: 0,
            seen: Seen::default(),
            samples: 0,
            last: None,
            next: 0,
            early: BTreeMap::new(),
            open: None,
        }
    }

    /// Whether a frame of this number is new.
    pub(crate) fn is_new(&mut self, sequence: u64) -> bool {
        self.seen.insert(sequence)
    }

    /// Notes what a frame recorded.
    pub(crate) fn measured(&mut self, second: u64, samples: u64) {
        self.second = self.second.max(second);
        self.samples += samples;
    }

    /// Notes the last frame.
    pub(crate) fn says_last(&mut self, last: Last) {
        self.last = Some(last);
    }

    /// Adds what a frame tells; gives what can be told by it, in order.
    pub(crate) fn tell(&mut self, sequence: u64, told: Told) -> Vec<Told> {
        self.early.insert(sequence, told);
        let mut turn = Vec::new();
        while let Some(told) = self.early.remove(&self.next) {
            self.next += 1;
            match told {
                Told::Part(part) => self.open.get_or_insert_default().merge(&part),
                Told::Second(second, rest) => {
                    let mut whole = self.open.take().unwrap_or_default();
                    whole.merge(&rest);
                    turn.push(Told::Second(second, whole));
                }
                Told::Ended => turn.push(Told::Ended),
                Told::Other => {}
            }
        }
        turn
    }

    /// How many of its frames are there.
    pub(crate) fn frames(&self) -> u64 {
        self.seen.count()
    }

    /// Whether its last frame is there, which says how many there are.
    pub(crate) fn has_ended(&self) -> bool {
        self.last.is_some()
    }

    /// Whether all its frames are there.
    pub(crate) fn is_complete(&self) -> bool {
        self.last.as_ref().is_some_and(|last| self.seen.count() >= last.frames)
    }

    /// What is wrong with what is there, when nothing more comes; a line each.
    pub(crate) fn findings(&self) -> Vec<String> {
        let Self { node, last, seen, samples, .. } = self;
        let Some(Last { frames, samples: told, early, .. }) = last else { return Vec::new() };
        let missing = frames.saturating_sub(seen.count());
        let mut found = Vec::new();
        if let Some(early) = early {
            found.push(format!("worker {node} ended before its time: {early}"));
        }
        if missing > 0 {
            found.push(format!("of worker {node} {missing} of {frames} frames are missing"));
        } else if samples != told {
            found.push(format!(
                "worker {node} measured {told} samples, and its frames hold {samples}"
            ));
        }
        found
    }
}
