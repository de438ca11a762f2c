//! Made-up responses: good ones, nearly good ones, and some that are none.

use proptest::prelude::*;
use proptest::sample::{Index, select};

const STATUS_LINES: [&str; 16] = [
    "HTTP/1.1 200 OK",
    "HTTP/1.1 200 OK",
    "HTTP/1.1 404 Not Found",
    "HTTP/1.1 204 No Content",
    "HTTP/1.1 304 Not Modified",
    "HTTP/1.1 205 Reset Content",
    "HTTP/1.0 200 OK",
    "HTTP/1.1 200",
    "HTTP/1.1 200 ",
    "HTTP/1.1 999 \u{fc}ml\u{e4}ut",
    "HTTP/1.1 101 Switching Protocols",
    "HTTP/1.1 099 Low",
    "HTTP/1.1 20 OK",
    "HTTP/2 200 OK",
    "http/1.1 200 OK",
    "\r\n\r\nHTTP/1.1 200 OK",
];

const INTERIM: [&str; 5] = [
    "HTTP/1.1 100 Continue\r\n\r\n",
    "HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n",
    "HTTP/1.1 102 Processing\n\n",
    "HTTP/1.0 100 Continue\r\n\r\n",
    "HTTP/1.1 100 Continue\r\ncontent-length: 5\r\n\r\n",
];

const HEADERS: [&str; 20] = [
    "server: made up",
    "Set-Cookie: a=b; Path=/",
    "Connection: keep-alive",
    "connection: x, Close",
    "x:",
    "x:  spaced\t ",
    "x: \u{fc}",
    "x:a:b",
    "x",
    ": nameless",
    "x : y",
    "x: y\r\n folded",
    "x y: z",
    "x: a\0b",
    "x: a\rb",
    "content-length: 5",
    "content-length: 7",
    "transfer-encoding: chunked",
    "transfer-encoding: gzip, chunked",
    "content-length: 5, 5",
];

const SIZES: [&str; 14] = [
    "5",
    "05",
    "0000000000000005",
    "00000000000000005",
    "5;a=b",
    "5 ;a",
    "5\t",
    "5 5",
    "5;a\rb",
    "0x5",
    "-5",
    "5;",
    " 5",
    "fffffffffffffffff",
];

const TRAILERS: [&str; 6] =
    ["", "sum: 1\r\n", "x: y\r\nz: \r\n", "no colon\r\n", "x: y\n", "x : y\r\n"];

const LENGTHS: [&str; 8] = ["5", "05", "+5", "0x5", "5 5", "", "6", "99999999999999999999"];

/// How a body is announced, and the body: often as it should be.
fn framings() -> impl Strategy<Value = (String, Vec<u8>)> {
    let body = prop::collection::vec(any::<u8>(), 0..20);
    let chunk = (prop_oneof![8 => Just("5"), 2 => select(&SIZES[..])], Just("hello"));
    let chunks = prop::collection::vec(chunk, 0..4);
    let trailers = prop_oneof![4 => Just(""), 1 => select(&TRAILERS[..])];
    let codings = prop_oneof![
        6 => Just("chunked"),
        1 => select(&["CHUNKED", "gzip, chunked", "identity", "chunked, chunked", "x"][..]),
    ];
    prop_oneof![
        3 => body.clone().prop_map(|body| (format!("content-length: {}", body.len()), body)),
        1 => select(&LENGTHS[..]).prop_map(|it| (format!("Content-Length: {it}"), b"hello".to_vec())),
        1 => body.prop_map(|body| ("x-length: none".to_owned(), body)),
        3 => (codings, chunks, trailers).prop_map(|(coding, chunks, trailers)| {
            let chunks = chunks.iter().map(|(size, data)| format!("{size}\r\n{data}\r\n"));
            let body = format!("{}0\r\n{trailers}\r\n", chunks.collect::<String>());
            (format!("Transfer-Encoding: {coding}"), body.into_bytes())
        }),
    ]
}

/// Whole responses, made of parts that are mostly good ones.
fn whole() -> impl Strategy<Value = Vec<u8>> {
    let interim = prop_oneof![4 => Just(""), 1 => select(&INTERIM[..])];
    let status = prop_oneof![4 => Just(STATUS_LINES[0]), 1 => select(&STATUS_LINES[..])];
    let header = prop_oneof![4 => select(&HEADERS[..8]), 1 => select(&HEADERS[..])];
    let headers = prop::collection::vec(header, 0..4);
    let end = prop_oneof![6 => Just("\r\n"), 1 => Just("\n")];
    let after = prop_oneof![6 => Just(""), 1 => Just("HTTP/1.1 200 OK\r\n\r\n"), 1 => Just("\0")];
    (interim, status, headers, framings(), end, after).prop_map(
        |(interim, status, headers, (framing, body), end, after)| {
            let headers: String = headers.iter().map(|line| format!("{line}{end}")).collect();
            let head = format!("{interim}{status}{end}{headers}{framing}{end}{end}");
            [head.as_bytes(), &body, after.as_bytes()].concat()
        },
    )
}

/// Responses, some of them cut short, some with a few bytes changed.
pub(super) fn responses() -> impl Strategy<Value = Vec<u8>> {
    let cut = prop_oneof![4 => Just(None), 1 => any::<Index>().prop_map(Some)];
    let odd = select(&b"\r\n \t;:,0f\0\xff"[..]);
    let changes = prop::collection::vec((any::<Index>(), odd), 0..3);
    let changes = prop_oneof![2 => Just(Vec::new()), 1 => changes];
    (whole(), cut, changes).prop_map(|(mut bytes, cut, changes)| {
        for (index, byte) in changes {
            let index = index.index(bytes.len());
            bytes[index] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len() + 1));
        }
        bytes
    })
}
