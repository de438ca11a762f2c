//! How large a response may be.

use super::every_wire::{Wire, ask, on_every_wire};
use crate::session::recording::{Answer, Recording, Seen, answer, closing};

on_every_wire! {
    heads_have_a_limit,
    bodies_have_a_limit_however_they_are_framed,
    a_body_that_is_only_counted_has_none,
}

async fn heads_have_a_limit(wire: Wire) {
    // A head that has no end in HTTP/1.1 needs one to be sent by HTTP/2.
    let end = if wire.is_http2() { "\r\n\r\n" } else { "" };
    let server = Recording::start(move |seen| match seen.target.as_str() {
        "/large" => answer("200 OK", &[&format!("X-Large: {}", "x".repeat(2000))], "hello"),
        "/endless" => {
            format!("HTTP/1.1 200 OK\r\nX-Large: {}{end}", "x".repeat(1 << 20)).into_bytes()
        }
        "/many" => {
            let headers: Vec<String> = (0..300).map(|number| format!("X-{number}: 1")).collect();
            answer("200 OK", &headers.iter().map(String::as_str).collect::<Vec<_>>(), "hello")
        }
        "/some" => {
            let headers: Vec<String> = (0..200).map(|number| format!("X-{number}: 1")).collect();
            answer("200 OK", &headers.iter().map(String::as_str).collect::<Vec<_>>(), "hello")
        }
        _ => answer("200 OK", &[&format!("X-Long: {}", "x".repeat(800))], "hello"),
    });
    let keys = ["http.max_header=1000"];
    let asked = ask(wire, &server.url(), &["GET /", "GET /large", "GET /endless"], &keys).await;
    assert_eq!(
        asked.outcomes,
        ["GET /: 200 hello", "GET /large: header_too_large", "GET /endless: header_too_large"]
    );
    let asked = ask(wire, &server.url(), &["GET /some", "GET /many"], &[]).await;
    assert_eq!(asked.outcomes, ["GET /some: 200 hello", "GET /many: header_too_large"]);
}

fn eleven_bytes(seen: &Seen) -> Answer {
    match seen.target.as_str() {
        "/length" => answer("200 OK", &[], "hello world").into(),
        // Refused by what is announced: it never comes.
        "/announced" => b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n".to_vec().into(),
        "/chunked" => b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
            6\r\nhello \r\n5\r\nworld\r\n0\r\n\r\n"
            .to_vec()
            .into(),
        _ => closing(*b"HTTP/1.1 200 OK\r\n\r\nhello world"),
    }
}

async fn bodies_have_a_limit_however_they_are_framed(wire: Wire) {
    let server = Recording::start(eleven_bytes);
    let requests = ["GET /length", "GET /chunked", "GET /close"];
    let asked = ask(wire, &server.url(), &requests, &["http.max_body=11"]).await;
    assert_eq!(asked.outcomes, requests.map(|request| format!("{request}: 200 hello world")));
    let requests = ["GET /length", "GET /chunked", "GET /close", "GET /announced"];
    let asked = ask(wire, &server.url(), &requests, &["http.max_body=10"]).await;
    assert_eq!(asked.outcomes, requests.map(|request| format!("{request}: body_too_large")));
    assert_eq!(asked.ran.count("get(/length)"), 0, "it is no sample");
}

async fn a_body_that_is_only_counted_has_none(wire: Wire) {
    let server = Recording::start(eleven_bytes);
    let requests = ["GET /length", "GET /chunked", "GET /close"];
    let keys = ["http.max_body=10", "http.count_body_only=true"];
    let asked = ask(wire, &server.url(), &requests, &keys).await;
    assert_eq!(asked.outcomes, requests.map(|request| format!("{request}: 200")));
    assert!(asked.ran.0.snapshot().traffic().bytes_in > 3 * 11);
}
