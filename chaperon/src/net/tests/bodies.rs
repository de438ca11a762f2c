//! What is kept of a body, and how large a response may be. How its end is found, and what is no
//! response at all, is tried by an odd server among the integration tests.

use http::Method;

use super::server::{Ask, Does, listen, on_a_core, serve, slot, writes};
use crate::error::ErrorKind;
use crate::net::http::{BodyMode, Exchange, Limits};

/// One request to a server that writes these bytes, then waits or closes.
async fn answer(ask: Ask<'_>, response: &str, closes: bool) -> Result<Box<Exchange>, ErrorKind> {
    let (listener, base) = listen().await;
    let end = if closes { Does::Closes } else { Does::Waits };
    let server = serve(listener, vec![vec![Does::Reads, writes(response), end]]);
    let slot = slot();
    let result = ask.of(&slot, &base).await;
    slot.close_idle();
    drop(slot);
    server.await.unwrap();
    result.map_err(|failure| failure.error.kind())
}

#[test]
fn an_answer_to_head_has_no_body() {
    on_a_core(async {
        let head = Ask { method: Method::HEAD, ..Ask::default() };
        let response = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n";
        let exchange = answer(head, response, false).await.unwrap();
        assert_eq!((&*exchange.body, exchange.body_length), (&b""[..], 0));
        assert_eq!(exchange.headers()["content-length"], "5");
    });
}

#[test]
fn bodies_are_limited_before_they_are_read() {
    let limits = Limits { max_body: 4, ..Limits::default() };
    on_a_core(async {
        for (response, closes) in [
            ("HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n", false),
            ("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", false),
            ("HTTP/1.1 200 OK\r\n\r\nhello", false),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello", false),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo", true),
        ] {
            let ask = Ask { limits, ..Ask::default() };
            let kind = answer(ask, response, closes).await.unwrap_err();
            assert_eq!(kind, ErrorKind::BodyTooLarge, "{response:?}");
        }
    });
}

#[test]
fn bodies_can_be_counted_only() {
    let limits = Limits { max_body: 4, body: BodyMode::Count, ..Limits::default() };
    on_a_core(async {
        for (response, closes) in [
            ("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", false),
            ("HTTP/1.1 200 OK\r\n\r\nhello", true),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", false),
        ] {
            let ask = Ask { limits, ..Ask::default() };
            let exchange = answer(ask, response, closes).await.unwrap();
            assert_eq!((&*exchange.body, exchange.body_length), (&b""[..], 5), "{response:?}");
        }
    });
}

#[test]
fn heads_are_limited() {
    let long = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "y".repeat(1000));
    let endless = format!("HTTP/1.1 200 OK\r\nx: {}", "y".repeat(1000));
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(41));
    let interim = "HTTP/1.1 100 Continue\r\n\r\n".repeat(40);
    let trailers = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n{}",
        "x: y\r\n".repeat(200)
    );
    let limits = Limits { max_header: 500, max_headers: 40, ..Limits::default() };
    on_a_core(async {
        for response in [long, endless, many, interim, trailers] {
            let ask = Ask { limits, ..Ask::default() };
            let kind = answer(ask, &response, false).await.unwrap_err();
            assert_eq!(kind, ErrorKind::HeaderTooLarge, "{response:?}");
        }
        let enough = format!("HTTP/1.1 204 No\r\n{}\r\n", "x: y\r\n".repeat(40));
        let exchange = answer(Ask { limits, ..Ask::default() }, &enough, false).await.unwrap();
        assert_eq!(exchange.headers().get_all("x").iter().count(), 40);
    });
}

#[test]
fn a_large_body_arrives_whole() {
    on_a_core(async {
        let body: String = (0..300_000).map(|number| format!("{number:x}")).collect();
        let response = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        let exchange = answer(Ask::default(), &response, false).await.unwrap();
        assert!(exchange.body == body);
    });
}
