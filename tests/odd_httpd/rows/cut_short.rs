//! Answers that end before they are over.

use chaperon::ErrorKind;

use super::{Row, Then, refused};

pub const ROWS: &[Row] = &[
    refused("no answer", "8", b"").then(Then::Closes).fails(ErrorKind::EofBeforeHeaders),
    refused("half a head", "8", b"HTTP/1.1 200 OK\r\nx: y\r\n")
        .then(Then::Closes)
        .fails(ErrorKind::EofBeforeHeaders),
    refused("only 100", "8", b"HTTP/1.1 100 Continue\r\n\r\n")
        .then(Then::Closes)
        .fails(ErrorKind::EofBeforeHeaders),
    refused("half a body", "8", b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nok")
        .then(Then::Closes)
        .fails(ErrorKind::EofInBody),
    refused(
        "no last chunk",
        "8",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n",
    )
    .then(Then::Closes)
    .fails(ErrorKind::EofInBody),
    refused(
        "no end of the trailers",
        "8",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n",
    )
    .then(Then::Closes)
    .fails(ErrorKind::EofInBody),
];
