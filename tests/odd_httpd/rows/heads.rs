//! Heads that are odd, and what is none.

use super::{Row, refused, taken};

pub const ROWS: &[Row] = &[
    taken(
        "lines end with a line feed alone",
        "2.2: a recipient may take it for the end",
        b"HTTP/1.1 200 OK\ncontent-length: 2\n\nok",
        200,
        "ok",
    ),
    taken(
        "empty lines before the status line",
        "2.2 has servers skip them; nothing else can be meant",
        b"\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
        200,
        "ok",
    ),
    taken(
        "no reason phrase",
        "4: it is optional and means nothing",
        b"HTTP/1.1 200 \r\ncontent-length: 2\r\n\r\nok",
        200,
        "ok",
    ),
    taken(
        "no space after the status either",
        "4 wants it; nothing else can be meant",
        b"HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nok",
        200,
        "ok",
    ),
    taken(
        "a reason in Latin-1",
        "4: reasons may have such bytes",
        b"HTTP/1.1 404 Nicht verf\xfcgbar\r\ncontent-length: 2\r\n\r\nno",
        404,
        "no",
    ),
    taken(
        "a header in Latin-1",
        "RFC 9110, 5.5: such bytes are opaque",
        b"HTTP/1.1 200 OK\r\nx: \xfc\xff\r\ncontent-length: 2\r\n\r\nok",
        200,
        "ok",
    ),
    taken(
        "status 999",
        "RFC 9110, 15: three digits, of no known class",
        b"HTTP/1.1 999 Odd\r\ncontent-length: 2\r\n\r\nok",
        999,
        "ok",
    ),
    refused("status 20", "4: three digits", b"HTTP/1.1 20 OK\r\ncontent-length: 0\r\n\r\n"),
    refused("status 000", "RFC 9110, 15: from 100 on", b"HTTP/1.1 000 No\r\n\r\n"),
    refused("status abc", "4: three digits", b"HTTP/1.1 abc OK\r\n\r\n"),
    refused("another protocol", "2.3", b"SSH-2.0-OpenSSH_9.2\r\n"),
    refused("a TLS alert", "2.3", b"\x15\x03\x03\0\x02\x02\x28"),
    refused("HTTP/2 in words", "2.3", b"HTTP/2 200 OK\r\n\r\n"),
    refused("the name in lower case", "2.3: it is case-sensitive", b"http/1.1 200 OK\r\n\r\n"),
    refused("a body without a head", "2.3: HTTP/0.9 is not spoken", b"<html>hello</html>\r\n"),
    refused(
        "a space before the colon",
        "5.1: no space may be there; readers differed in what the name is",
        b"HTTP/1.1 200 OK\r\nx : y\r\ncontent-length: 2\r\n\r\nok",
    ),
    refused(
        "a header on two lines",
        "5.2 has it joined, where a server still sends it; we say that it does, as hyper says",
        b"HTTP/1.1 200 OK\r\nx: y\r\n folded\r\ncontent-length: 2\r\n\r\nok",
    ),
    refused(
        "a line that is no header",
        "5: a name, a colon, a value",
        b"HTTP/1.1 200 OK\r\nx\r\ncontent-length: 2\r\n\r\nok",
    ),
    refused(
        "a carriage return inside a value",
        "2.2: alone it is no line's end and may not be there",
        b"HTTP/1.1 200 OK\r\nx: y\rz: 1\r\ncontent-length: 2\r\n\r\nok",
    ),
    refused(
        "a NUL inside a value",
        "RFC 9110, 5.5: it may not be there",
        b"HTTP/1.1 200 OK\r\nx: y\0z\r\ncontent-length: 2\r\n\r\nok",
    ),
];
