//! Any bytes as a response, to any request, in any pieces, under any limits.

#![no_main]

use chaperon::net::http::properties::{Answers, reading_is_the_same_in_pieces};
use chaperon::net::http::{BodyMode, Limits};
use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    answers: u8,
    counts: bool,
    /// Zero for what is usual.
    max_header: u8,
    max_headers: u8,
    max_body: u8,
    cuts: [u16; 4],
    bytes: &'a [u8],
}

fn given<T: From<u8>>(limit: u8, usual: T) -> T {
    if limit == 0 { usual } else { limit.into() }
}

fuzz_target!(|input: Input<'_>| {
    let usual = Limits::default();
    let limits = Limits {
        max_header: given(input.max_header, usual.max_header),
        max_headers: given(input.max_headers, usual.max_headers),
        max_body: given(input.max_body, usual.max_body),
        body: if input.counts { BodyMode::Count } else { BodyMode::Keep },
    };
    let answers = match input.answers % 4 {
        0 | 1 => Answers::Get,
        2 => Answers::Head,
        _ => Answers::Upgrade,
    };
    reading_is_the_same_in_pieces(input.bytes, &input.cuts.map(usize::from), answers, limits);
});
