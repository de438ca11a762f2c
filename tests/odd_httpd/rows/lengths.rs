//! Bodies by their length, or without one.

use super::{Row, Then, refused, taken};

pub const ROWS: &[Row] = &[
    taken(
        "no length",
        "6.3: the body ends with the connection",
        b"HTTP/1.1 200 OK\r\n\r\nuntil the end",
        200,
        "until the end",
    )
    .then(Then::Closes),
    taken(
        "no length, though the connection is said to stay",
        "6.3: the body ends with the connection all the same",
        b"HTTP/1.1 200 OK\r\nconnection: keep-alive\r\n\r\nuntil the end",
        200,
        "until the end",
    )
    .then(Then::Closes),
    taken("a length of zero", "6.3", b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", 200, ""),
    taken(
        "a length with leading zeros",
        "RFC 9110, 8.6: digits",
        b"HTTP/1.1 200 OK\r\ncontent-length: 0002\r\n\r\nok",
        200,
        "ok",
    ),
    refused(
        "the same length twice",
        "6.3: may be taken or refused",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\nok",
    ),
    refused(
        "the same length twice in one line",
        "6.3: may be taken or refused",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2, 2\r\n\r\nok",
    ),
    refused(
        "two lengths",
        "6.3: not to be recovered from",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nok",
    ),
    refused("a signed length", "RFC 9110, 8.6", b"HTTP/1.1 200 OK\r\ncontent-length: +2\r\n\r\nok"),
    refused("a negative length", "RFC 9110, 8.6", b"HTTP/1.1 200 OK\r\ncontent-length: -2\r\n\r\n"),
    refused("a length in hex", "RFC 9110, 8.6", b"HTTP/1.1 200 OK\r\ncontent-length: 0x2\r\n\r\n"),
    refused(
        "a length in pieces",
        "RFC 9110, 8.6",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2 2\r\n\r\n",
    ),
    refused("an empty length", "RFC 9110, 8.6", b"HTTP/1.1 200 OK\r\ncontent-length:\r\n\r\nok"),
    refused(
        "a length that no number holds",
        "RFC 9110, 8.6: be ready for it",
        b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\nok",
    ),
    refused(
        "a length and chunks",
        "6.3: ought to be handled as an error",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n\
          2\r\nok\r\n0\r\n\r\n",
    ),
];
