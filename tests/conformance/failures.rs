//! Responses that end too early.

use super::every_wire::{Wire, ask, on_every_wire};
use crate::session::recording::{Recording, closing};

on_every_wire! {
    an_end_within_a_response_is_told_by_where_it_was,
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
