//! Heads that were read before: from one second to the next, a server answers most requests with
//! heads that are the same byte for byte, and what was found in one holds for the next.

use std::cell::RefCell;

use super::parse::Parsed;

/// How many are kept.
const MOST: usize = 8;

/// Longer ones are read each time.
const LONGEST: usize = 4 * 1024;

/// The heads that were read last on a core.
#[derive(Debug, Default)]
pub(in crate::net) struct KnownHeads(RefCell<Vec<Known>>);

#[derive(Debug)]
struct Known {
    /// Whether it answered a HEAD request, which decides about its body.
    to_head: bool,
    parsed: Parsed,
}

impl KnownHeads {
    /// What was found in the head that these bytes begin with.
    pub(super) fn find(&self, bytes: &[u8], to_head: bool) -> Option<Parsed> {
        let known = self.0.borrow();
        let mut alike = known.iter().filter(|known| known.to_head == to_head);
        let found = alike.find(|known| bytes.starts_with(known.parsed.head.bytes()))?;
        Some(found.parsed.clone())
    }

    /// Keeps what was found in a head; the oldest one goes.
    pub(super) fn keep(&self, parsed: &Parsed, to_head: bool) {
        if parsed.length <= LONGEST {
            let mut known = self.0.borrow_mut();
            known.truncate(MOST - 1);
            known.insert(0, Known { to_head, parsed: parsed.clone() });
        }
    }
}
