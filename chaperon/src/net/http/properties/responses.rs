//! Reading a response.

use crate::net::http::h1::Asked;
use crate::net::http::limits::{BodyMode, Limits};
use crate::net::http::testing::{Outcome, Same, decode_pieces};

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
/// these places; and what was read is within the limits.
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
    let whole = decode_pieces([bytes], asked, limits);
    assert_eq!(decode_pieces(bytes.chunks(1), asked, limits), whole, "one by one");
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (bytes.len() + 1)).collect();
    cuts.extend([0, bytes.len()]);
    cuts.sort_unstable();
    let pieces = cuts.windows(2).filter_map(|ends| bytes.get(*ends.first()?..*ends.get(1)?));
    let pieces = pieces.filter(|piece| !piece.is_empty());
    assert_eq!(decode_pieces(pieces, asked, limits), whole, "cut at {cuts:?}");
    if let Outcome::Ended(same, _) | Outcome::UntilClose(same) = &whole {
        is_within(same, limits);
    }
}

fn is_within(Same(read): &Same, limits: Limits) {
    assert!(read.head.bytes.len() <= limits.max_header);
    assert!(read.headers().len() <= limits.max_headers);
    // No header was lost between the first reading and the second.
    assert_eq!(read.headers().len(), read.head.notes.count);
    match limits.body {
        BodyMode::Keep => {
            assert!(read.body_length <= limits.max_body);
            assert_eq!(read.body_length, read.body.len() as u64);
        }
        BodyMode::Count => assert!(read.body.is_empty()),
    }
}
