//! Reading a response gives the same however its bytes are split.

use proptest::prelude::*;

use super::super::http::testing::{Outcome, decode_pieces};
use crate::net::http::Limits;

const RESPONSES: [&str; 9] = [
    "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\nx: y\r\n\r\nuntil the end",
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\nmore",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3;a\r\nhel\r\n2\r\nlo\r\n0\r\nt: r\r\n\r\nxx",
    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhelx\r\n0\r\n\r\n",
    "HTTP/1.1 200 OK\ncontent-length: 2\n\nok and more",
    "\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
    "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok",
    "HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\ntoo large for the limit",
];

/// Bytes that are responses, or were until a few of them were changed.
fn responses() -> impl Strategy<Value = Vec<u8>> {
    let changes = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..3);
    (prop::sample::select(&RESPONSES[..]), changes).prop_map(|(response, changes)| {
        let mut bytes = response.as_bytes().to_vec();
        for (index, byte) in changes {
            let index = index.index(bytes.len());
            bytes[index] = byte;
        }
        bytes
    })
}

fn limits() -> Limits {
    Limits { max_body: 100, max_header: 200, max_headers: 4, ..Limits::default() }
}

/// Without how the error is worded: malformed bytes may be noticed at another place.
fn in_pieces(bytes: &[u8], cuts: &[usize]) -> Outcome {
    let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (bytes.len() + 1)).collect();
    cuts.extend([0, bytes.len()]);
    cuts.sort_unstable();
    let pieces = cuts.windows(2).map(|ends| &bytes[ends[0]..ends[1]]);
    decode_pieces(pieces.filter(|piece| !piece.is_empty()), limits())
}

proptest! {
    #[test]
    fn pieces_do_not_matter(
        bytes in responses(),
        cuts in prop::collection::vec(any::<usize>(), 0..12),
    ) {
        prop_assert_eq!(in_pieces(&bytes, &cuts), in_pieces(&bytes, &[]));
    }

    #[test]
    fn single_bytes_do_not_matter(bytes in responses()) {
        let each: Vec<usize> = (0..bytes.len()).collect();
        prop_assert_eq!(in_pieces(&bytes, &each), in_pieces(&bytes, &[]));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        in_pieces(&bytes, &[]);
    }
}
