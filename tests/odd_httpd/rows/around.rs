//! What comes before an answer, after it, or too slowly.

use chaperon::ErrorKind;

use super::{Row, Then, refused, taken};

pub const ROWS: &[Row] = &[
    taken(
        "100 and 103 come before the answer",
        "RFC 9110, 15.2: any number of interim responses",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n\
          HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
        200,
        "ok",
    ),
    refused(
        "101 that nobody asked for",
        "RFC 9110, 15.2.2: only in answer to `Upgrade`",
        b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n",
    ),
    taken(
        "another answer after the body",
        "9.2: what nobody asked for is not taken for the answer to the next request",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok\
          HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil",
        200,
        "ok",
    ),
    taken(
        "more bytes after the body than announced",
        "6.3: the length counts",
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok and more",
        200,
        "ok",
    ),
    taken(
        "a body after 204",
        "6.3: there is none",
        b"HTTP/1.1 204 No Content\r\ncontent-length: 2\r\n\r\nok",
        204,
        "",
    ),
    taken(
        "a length with 304",
        "6.3: there is no body; the length is that of another answer",
        b"HTTP/1.1 304 Not Modified\r\ncontent-length: 9\r\n\r\n",
        304,
        "",
    ),
    taken(
        "HTTP/1.0 that stays open",
        "9.3: by `keep-alive`, with a length",
        b"HTTP/1.0 200 OK\r\nconnection: Keep-Alive\r\ncontent-length: 2\r\n\r\nok",
        200,
        "ok",
    ),
    taken(
        "bytes that come one by one",
        "9.5: as long as there is time",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nx: y\r\n\r\n",
        200,
        "ok",
    )
    .then(Then::StaysAfterSlowBytes),
    taken("a head without an end", "9.5: the time is over", b"HTTP/1.1 200 OK\r\nx: ", 0, "")
        .then(Then::DripsOn(b'y'))
        .fails(ErrorKind::TimeoutHeaders),
    taken("a body without an end", "9.5: the time is over", b"HTTP/1.1 200 OK\r\n\r\n", 0, "")
        .then(Then::DripsOn(b'y'))
        .fails(ErrorKind::TimeoutBody),
];
