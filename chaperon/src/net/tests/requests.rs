//! Requests as the server sees them.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use super::server::{Ask, Does, listen, on_a_core, serve, slot, writes};
use crate::error::ErrorKind;
use crate::net::http::cookies::Jar;
use crate::net::http::{Limits, Request};
use crate::time::now;

const OK: &str = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let pairs = pairs.iter();
    let pairs = pairs.map(|(name, value)| {
        (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
    });
    pairs.collect()
}

async fn seen(ask: Ask<'_>) -> String {
    let (listener, base) = listen().await;
    let server = serve(listener, vec![vec![Does::Reads, writes(OK)]]);
    ask.of(&slot(), &base).await.unwrap();
    let seen = server.await.unwrap().remove(0);
    seen.replace(base.origin().authority(), "HOST")
}

#[test]
fn bodies_are_announced_where_they_are_usual() {
    on_a_core(async {
        for (method, body, expected) in [
            (Method::GET, "", "GET / HTTP/1.1\r\nhost: HOST\r\n\r\n"),
            (Method::DELETE, "", "DELETE / HTTP/1.1\r\nhost: HOST\r\n\r\n"),
            (Method::POST, "", "POST / HTTP/1.1\r\nhost: HOST\r\ncontent-length: 0\r\n\r\n"),
            (Method::PUT, "hey", "PUT / HTTP/1.1\r\nhost: HOST\r\ncontent-length: 3\r\n\r\nhey"),
            (Method::GET, "hey", "GET / HTTP/1.1\r\nhost: HOST\r\ncontent-length: 3\r\n\r\nhey"),
        ] {
            let ask = Ask { method, body: Bytes::from(body), ..Ask::default() };
            assert_eq!(seen(ask).await, expected);
        }
    });
}

#[test]
fn a_large_body_is_sent_whole() {
    on_a_core(async {
        let body = "0123456789".repeat(1_000_000);
        let ask = Ask { method: Method::POST, body: body.clone().into(), ..Ask::default() };
        let seen = seen(ask).await;
        let (head, sent) = seen.split_once("\r\n\r\n").unwrap();
        assert_eq!(head, "POST / HTTP/1.1\r\nhost: HOST\r\ncontent-length: 10000000");
        assert!(sent == body);
    });
}

#[test]
fn a_server_may_answer_before_it_has_the_whole_body() {
    on_a_core(async {
        let (listener, base) = listen().await;
        let answer = "HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n";
        let server = serve(listener, vec![vec![writes(answer), Does::Waits], vec![Does::Reads]]);
        let slot = slot();
        let body = Bytes::from(vec![0; 20_000_000]);
        let ask = Ask { method: Method::POST, body, ..Ask::default() };
        let exchange = ask.of(&slot, &base).await.unwrap();
        assert_eq!(exchange.status(), 413);
        // The connection is not used again.
        let error = Ask::default().of(&slot, &base).await.unwrap_err().error;
        assert_eq!(error.kind(), ErrorKind::EofBeforeHeaders);
        server.await.unwrap();
    });
}

#[test]
fn the_request_s_headers_replace_the_defaults() {
    on_a_core(async {
        let (listener, base) = listen().await;
        let server = serve(listener, vec![vec![Does::Reads, writes(OK)]]);
        let url = base.url("/x").unwrap();
        let jar = Jar::default();
        jar.store(&url, [&b"a=1"[..], b"b=2"]);
        let request = Request {
            method: &Method::GET,
            url: &url,
            defaults: &headers(&[("user-agent", "chaperon"), ("accept", "*/*")]).into(),
            headers: &headers(&[("accept", "text/html"), ("host", "other.test")]),
            cookies: Some(&jar),
            body: &Bytes::new(),
            limits: Limits::default(),
        };
        slot().exchange(&request, now(), None).await.unwrap();
        assert_eq!(
            server.await.unwrap(),
            [
                "GET /x HTTP/1.1\r\nuser-agent: chaperon\r\naccept: text/html\r\nhost: other.test\r\n\
              cookie: a=1; b=2\r\n\r\n"
            ]
        );
    });
}

#[test]
fn requests_that_cannot_be_sent_are_refused() {
    on_a_core(async {
        let (listener, base) = listen().await;
        for ask in [
            Ask { method: Method::CONNECT, ..Ask::default() },
            Ask { headers: headers(&[("transfer-encoding", "chunked")]), ..Ask::default() },
            Ask { headers: headers(&[("content-length", "7")]), ..Ask::default() },
            Ask { headers: headers(&[("content-length", "x")]), ..Ask::default() },
        ] {
            let failure = ask.of(&slot(), &base).await.unwrap_err();
            assert_eq!(failure.error.kind(), ErrorKind::BadRequest);
        }
        drop(listener);
    });
}
