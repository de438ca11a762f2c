//! Bodies in chunks.

use super::{Row, refused, taken};

pub const ROWS: &[Row] = &[
    taken(
        "chunks by a name in mixed case",
        "7: names of codings have no case",
        b"HTTP/1.1 200 OK\r\nTRANSFER-encoding: Chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n",
        200,
        "ok",
    ),
    taken(
        "sizes in upper case with leading zeros",
        "7.1: hex digits",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n000A\r\n0123456789\r\n00\r\n\r\n",
        200,
        "0123456789",
    ),
    taken(
        "extensions of chunks",
        "7.1.1: unknown ones are skipped",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\
          2;a=b;c=\"d;e\"\r\nok\r\n0 ; x\r\n\r\n",
        200,
        "ok",
    ),
    taken(
        "trailers",
        "7.1.2: they may be dropped",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\
          2\r\nok\r\n0\r\nsum: 1\r\ncontent-length: 9\r\n\r\n",
        200,
        "ok",
    ),
    taken(
        "the last chunk at once",
        "7.1: a body of no bytes",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx: y\r\n\r\n",
        200,
        "",
    ),
    refused(
        "chunks in HTTP/1.0",
        "6.1: to be treated as faulty",
        b"HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    ),
    refused(
        "another coding before the chunks",
        "6.1: nobody agreed to it",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    ),
    refused(
        "chunks in chunks",
        "6.1: not to be applied twice",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
    ),
    refused(
        "chunks announced twice",
        "6.1: not to be applied twice",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n\
          0\r\n\r\n",
    ),
    refused(
        "the coding `identity`",
        "7: there is no such coding any more",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: identity\r\n\r\nok",
    ),
    refused("no size", "7.1", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\r\n"),
    refused("no digits", "7.1", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nx\r\n"),
    refused("only an extension", "7.1", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n;a\r\n"),
    refused("a signed size", "7.1", b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n-1\r\n"),
    refused(
        "a size in two pieces",
        "7.1.1: only an extension may follow the white space",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2 2\r\nok\r\n0\r\n\r\n",
    ),
    refused(
        "a size that ends with a line feed alone",
        "7.1: CR LF",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\nok\r\n0\r\n\r\n",
    ),
    refused(
        "a size of 17 digits",
        "7.1: beware of large ones",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n00000000000000002\r\nok\r\n0\r\n\r\n",
    ),
    refused(
        "a chunk without its end",
        "7.1: CR LF",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok0\r\n\r\n",
    ),
    refused(
        "a chunk longer than its size",
        "7.1",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nokay\r\n0\r\n\r\n",
    ),
    refused(
        "a trailer that ends with a line feed alone",
        "7.1: CR LF",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\nx: y\n\r\n",
    ),
];
