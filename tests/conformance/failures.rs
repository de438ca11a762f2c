//! Responses that are none, or end too early.

use super::every_wire::{Wire, ask, on_every_wire};
use crate::session::recording::{Recording, closing};

on_every_wire! {
    what_is_not_http_is_a_bad_response,
    an_end_within_a_response_is_told_by_where_it_was,
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

async fn an_end_within_a_response_is_told_by_where_it_was(wire: Wire) {
    let server = Recording::start(|seen| match seen.target.as_str() {
        "/nothing" => closing(""),
        "/head" => closing(*b"HTTP/1.1 200 OK\r\nConte"),
        "/body" => closing(*b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"),
        _ => closing(*b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"),
    });
    let requests = ["GET /nothing", "GET /head", "GET /body", "GET /chunk"];
    let asked = ask(wire, &server.url(), &requests, &[]).await;
    let expected = requests.map(|request| match request {
        "GET /nothing" | "GET /head" => format!("{request}: eof_before_headers"),
        _ => format!("{request}: eof_in_body"),
    });
    assert_eq!(asked.outcomes, expected);
}
