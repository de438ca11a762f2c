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

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use crate::net::http::h1::framing::Framing;
    use crate::net::http::limits::Limits;

    fn read(known: &KnownHeads, number: usize, to_head: bool) {
        let parsed = parse::head(&text(number), to_head, &Limits::default()).unwrap().unwrap();
        known.keep(&parsed, to_head);
    }

    fn text(number: usize) -> Vec<u8> {
        format!("HTTP/1.1 200 OK\r\ncontent-length: 5\r\nx: {number}\r\n\r\n").into_bytes()
    }

    #[test]
    fn a_head_is_known_by_all_its_bytes_and_by_what_it_answers() {
        let known = KnownHeads::default();
        read(&known, 1, false);
        read(&known, 1, true);
        let framing = |bytes: &[u8], to_head| known.find(bytes, to_head).map(|it| it.framing);
        let with_body = [text(1), b"hello".to_vec()].concat();
        assert_eq!(framing(&with_body, false), Some(Framing::Length(5)));
        assert_eq!(framing(&with_body, true), Some(Framing::Empty));
        assert_eq!(framing(&text(1)[..text(1).len() - 1], false), None);
        assert_eq!(framing(&text(2), false), None);
    }

    #[test]
    fn the_last_ones_are_kept() {
        let known = KnownHeads::default();
        (0..=MOST).for_each(|number| read(&known, number, false));
        assert!(known.find(&text(0), false).is_none());
        assert!((1..=MOST).all(|number| known.find(&text(number), false).is_some()));
    }
}
