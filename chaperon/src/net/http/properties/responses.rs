//! Reading a response.

use crate::net::http::h1::{Asked, KnownHeads};
use crate::net::http::limits::{BodyMode, Limits};
use crate::net::http::testing::{Outcome, Same, decode};

/// What a response answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answers {
    /// A request that is answered with a body.
    Get,
    /// A request that is answered without one.
    Head,
    /// A request to speak another protocol.
    Upgrade,
}

/// Reading a response comes to the same whether its bytes come at once, one by one, or cut at
/// these places, whether its head was read before, and whether its body is read straight to its
/// place; and what was read is within the limits.
pub fn reading_is_the_same_in_pieces(
    bytes: &[u8],
    cuts: &[usize],
    answers: Answers,
    limits: Limits,
) {
    let asked = match answers {
        Answers::Get => Asked::Usual,
        Answers::Head => Asked::Head,
        Answers::Upgrade => Asked::Upgrade,
    };
    let known = KnownHeads::default();
    let read = |pieces: Vec<&_>| decode(&known, false, pieces, asked, limits);
    let whole = read(vec![bytes]);
    assert_eq!(read(vec![bytes]), whole, "once more");
    assert_eq!(read(bytes.chunks(1).collect()), whole, "one by one");
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (bytes.len() + 1)).collect();
    cuts.extend([0, bytes.len()]);
    cuts.sort_unstable();
    let pieces = cuts.windows(2).filter_map(|ends| bytes.get(*ends.first()?..*ends.get(1)?));
    let pieces: Vec<_> = pieces.filter(|piece| !piece.is_empty()).collect();
    assert_eq!(read(pieces.clone()), whole, "cut at {cuts:?}");
    let straight = decode(&KnownHeads::default(), true, pieces, asked, limits);
    assert_eq!(straight, whole, "cut at {cuts:?}, straight to its place");
    if let Outcome::Ended(same, _) | Outcome::UntilClose(same) = &whole {
        is_within(same, limits);
    }
}

fn is_within(Same(read): &Same, limits: Limits) {
    assert!(read.head.bytes().len() <= limits.max_header);
    assert!(read.headers().len() <= limits.max_headers);
    // No header was lost between the first reading and the second.
    assert_eq!(read.headers().len(), read.head.count());
    match limits.body {
        BodyMode::Keep => {
            assert!(read.body_length <= limits.max_body);
            assert_eq!(read.body_length, read.body.len() as u64);
        }
        BodyMode::Count => assert!(read.body.is_empty()),
    }
}
