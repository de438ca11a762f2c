//! Responses that are no HTTP, as bytes that only HTTP/1.1 has.

use super::every_wire::{Wire, ask, on_http1_wires};
use crate::session::recording::{Recording, closing};

on_http1_wires! {
    what_is_not_http_is_a_bad_response => crate::http2::malformed::what_is_not_http2_is_a_bad_response,
}

async fn what_is_not_http_is_a_bad_response(wire: Wire) {
    let server = Recording::start(|seen| match seen.target.as_str() {
        "/noise" => closing(*b"220 mail.test ESMTP\r\n\r\n"),
        "/header" => closing(*b"HTTP/1.1 200 OK\r\nno header\r\n\r\n"),
        "/length" => closing(*b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n"),
        "/upgrade" => closing(*b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"),
        _ => closing(*b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"),
    });
    let requests = ["GET /noise", "GET /header", "GET /length", "GET /upgrade", "GET /chunk"];
    let asked = ask(wire, &server.url(), &requests, &[]).await;
    assert_eq!(asked.outcomes, requests.map(|request| format!("{request}: bad_response")));
}
