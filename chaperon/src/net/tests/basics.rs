//! The plain case of each protocol.

use futures_util::{SinkExt, StreamExt};
use http::HeaderMap;

use super::server::{Ask, Does, listen, on_a_core, serve, slot, writes};
use crate::error::ErrorKind;
use crate::net::http::{Defaults, Limits};
use crate::net::ws::{Message, WsRequest, WsSettings, connect};

#[test]
fn requests_follow_each_other_on_one_connection() {
    on_a_core(async {
        let (listener, base) = listen().await;
        let answer = writes("HTTP/1.1 200 OK\r\ncontent-length: 5\r\nx-is: here\r\n\r\nhello");
        let script = vec![Does::Reads, answer.clone(), Does::Reads, answer];
        let server = serve(listener, vec![script]);
        let slot = slot();
        for _ in 0..2 {
            let exchange = Ask { path: "/a?b=c", ..Ask::default() }.of(&slot, &base).await.unwrap();
            assert_eq!(exchange.status(), 200);
            assert_eq!(exchange.body, "hello");
            assert_eq!(exchange.headers()["x-is"], "here");
            assert!(exchange.phases.wait.is_some());
        }
        assert_eq!(slot.opened(), 1);
        let host = base.origin().authority();
        let seen = server.await.unwrap();
        assert_eq!(seen[1], format!("GET /a?b=c HTTP/1.1\r\nhost: {host}\r\n\r\n"));
    });
}

#[test]
fn messages_are_sent_and_received() {
    on_a_core(async {
        let (listener, base) = listen().await;
        let server = tokio::task::spawn_local(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let mut stream = tokio_tungstenite::accept_async(stream).await.unwrap();
            while let Some(Ok(message)) = stream.next().await {
                if message.is_text() {
                    stream.send(message).await.unwrap();
                }
            }
        });
        let slot = slot();
        let request = WsRequest {
            url: &base.url("/socket").unwrap(),
            defaults: &Defaults::default(),
            headers: &HeaderMap::new(),
            cookies: None,
            settings: WsSettings::default(),
            limits: Limits::default(),
        };
        let connected = connect(&slot, &request, None).await.unwrap();
        for text in ["one", "two"] {
            connected.socket.send(&Message::from(text), None).await.unwrap();
            let received = connected.socket.recv(None).await.unwrap();
            assert_eq!(received.message, Message::from(text));
        }
        connected.socket.close().await;
        let error = connected.socket.recv(None).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WsClosed);
        assert_eq!(error.to_string(), "the WebSocket was closed by this session");
        server.await.unwrap();
    });
}
