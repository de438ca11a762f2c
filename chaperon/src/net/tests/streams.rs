//! HTTP/2 requests side by side in one task, which need not be polled for each other's sake; and what
//! of their headers is sent.

use std::pin::pin;

use bytes::Bytes;
use futures_util::FutureExt;
use http::{HeaderMap, HeaderName, Method, Response};
use tokio::net::TcpListener;

use super::server::{Ask, listen, on_a_core, slot_with};
use crate::config::HttpVersion;
use crate::net::{BaseUrl, Connections, NetSettings};

/// Answers each request with its path, once its body has come, and with the names of its headers.
async fn serve(listener: TcpListener) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::task::spawn_local(async move {
            let mut connection = h2::server::handshake(stream).await.unwrap();
            while let Some(Ok((request, mut respond))) = connection.accept().await {
                let path = request.uri().path().to_owned();
                let names: Vec<&str> = request.headers().keys().map(|name| name.as_str()).collect();
                let answer = Response::builder().header("names", names.join(" ")).body(()).unwrap();
                tokio::task::spawn_local(async move {
                    let mut body = request.into_body();
                    while let Some(Ok(piece)) = body.data().await {
                        body.flow_control().release_capacity(piece.len()).unwrap();
                    }
                    // The client may have given up.
                    if let Ok(mut stream) = respond.send_response(answer, false) {
                        let _ = stream.send_data(Bytes::from(path), true);
                    }
                });
            }
        });
    }
}

/// A slot with a connection that has been used.
async fn connected() -> (Connections, BaseUrl) {
    let (listener, base) = listen().await;
    tokio::task::spawn_local(serve(listener));
    let slot = slot_with(NetSettings { version: HttpVersion::Http2, ..NetSettings::default() });
    Ask::default().of(&slot, &base).await.unwrap();
    (slot, base)
}

#[test]
fn a_request_that_is_not_polled_holds_up_no_other() {
    on_a_core(async {
        let (slot, base) = connected().await;
        let post = |path, length| Ask {
            method: Method::POST,
            path,
            body: vec![b'x'; length].into(),
            ..Ask::default()
        };
        for length in [0, 1_000_000] {
            let (first, second) = (post("/first", length), post("/second", length));
            let mut first = pin!(first.of(&slot, &base));
            assert!((&mut first).now_or_never().is_none());
            assert_eq!(second.of(&slot, &base).await.unwrap().body, "/second");
            assert_eq!(first.await.unwrap().body, "/first");
            // And from the beginning, with one that is alone again.
            assert_eq!(post("/third", length).of(&slot, &base).await.unwrap().body, "/third");
        }
        assert_eq!(slot.opened(), 1);
    });
}

#[test]
fn requests_that_are_given_up_leave_the_connection_to_the_next() {
    on_a_core(async {
        let (slot, base) = connected().await;
        for number in 0..200 {
            let ask = Ask { path: "/given/up", ..Ask::default() };
            let mut given_up = Box::pin(ask.of(&slot, &base));
            assert!((&mut given_up).now_or_never().is_none());
            if number % 2 == 0 {
                let other = Ask { path: "/other", ..Ask::default() };
                assert_eq!(other.of(&slot, &base).await.unwrap().body, "/other");
            }
        }
        assert_eq!(Ask::default().of(&slot, &base).await.unwrap().body, "/");
        assert_eq!(slot.opened(), 1);
    });
}

#[test]
fn headers_of_a_connection_are_not_sent() {
    on_a_core(async {
        let (slot, base) = connected().await;
        for (given, sent) in [
            (&["x-one", "te: gzip", "upgrade"][..], "x-one"),
            (&["connection: close, x-one", "keep-alive", "x-one", "x-two"], "x-two"),
            (&["connection: te", "proxy-connection", "te: trailers"], "te"),
        ] {
            let mut headers = HeaderMap::new();
            for header in given {
                let (name, value) = header.split_once(": ").unwrap_or((header, "1"));
                headers.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
            }
            let exchange = Ask { headers, ..Ask::default() }.of(&slot, &base).await.unwrap();
            assert_eq!(exchange.headers()["names"], sent, "{given:?}");
        }
    });
}
