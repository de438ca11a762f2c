//! WebSockets: what goes on without the session, and how they end. Here are the two ends of one.

mod ends;
mod handshake;
mod receiving;
mod sending;

use std::pin::pin;

use http::HeaderMap;
use http::header::AUTHORIZATION;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::server::{listen, read_request, slot};
use crate::net::http::cookies::Jar;
use crate::net::http::{Defaults, Limits};
use crate::net::ws::{Connected, WebSocket, WsRequest, WsSettings, connect};
use crate::net::{BaseUrl, Failure};
use crate::time::Instant;

async fn connected(
    base: &BaseUrl,
    settings: WsSettings,
    deadline: Option<Instant>,
) -> Result<Connected, Failure> {
    let url = base.url("/socket").unwrap();
    let jar = Jar::default();
    jar.store(&url, [&b"a=b"[..]]);
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, "secret".parse().unwrap());
    let request = WsRequest {
        url: &url,
        defaults: &Defaults::default(),
        headers: &headers,
        cookies: Some(&jar),
        settings,
        limits: Limits::default(),
    };
    connect(&slot(), &request, deadline).await
}

/// A connected WebSocket and the server's end of it.
async fn pair(settings: WsSettings) -> (Connected, WebSocketStream<TcpStream>) {
    let (listener, base) = listen().await;
    let accept = async {
        let (stream, _) = listener.accept().await.unwrap();
        tokio_tungstenite::accept_async(stream).await.unwrap()
    };
    let (connected, server) = tokio::join!(connected(&base, settings, None), accept);
    (connected.unwrap(), server)
}

/// A connected WebSocket and a server's end of it that writes any bytes.
async fn raw_pair(settings: WsSettings, first: &[u8]) -> (Connected, TcpStream) {
    let (listener, base) = listen().await;
    let accept = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let request = read_request(&mut stream).await;
        let key = request.lines().find_map(|line| line.strip_prefix("sec-websocket-key: "));
        let accept = derive_accept_key(key.unwrap().as_bytes());
        let answer = format!(
            "HTTP/1.1 101 Go\r\nupgrade: WebSocket\r\nconnection: keep-alive, Upgrade\r\n\
             sec-websocket-accept: {accept}\r\n\r\n"
        );
        stream.write_all(&[answer.as_bytes(), first].concat()).await.unwrap();
        stream
    };
    let (connected, server) = tokio::join!(connected(&base, settings, None), accept);
    (connected.unwrap(), server)
}

/// Does something else than receiving, in the task that the socket belongs to.
async fn beside<T>(socket: &WebSocket, other: impl Future<Output = T>) -> T {
    let mut other = pin!(other);
    std::future::poll_fn(|cx| {
        let polled = other.as_mut().poll(cx);
        if polled.is_pending() {
            socket.turn_ends(cx);
        }
        polled
    })
    .await
}
