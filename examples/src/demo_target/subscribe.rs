//! A WebSocket subscription: what is newer than the client knows, as it is published.

use std::sync::Arc;

use axum::extract::MatchedPath;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use serde::Deserialize;

use super::book::{Book, OpenSocket};
use super::channels::Reader;

/// What the server says to a message it cannot read.
const PLEASE: &str = r#"say {"last_message_sequence": 0}"#;

/// What a client says to start, or to start again from another place.
#[derive(Deserialize)]
struct Start {
    last_message_sequence: u64,
}

struct Subscription {
    socket: WebSocket,
    book: Arc<Book>,
    path: MatchedPath,
    /// The last message that the client knows; none until it has said so.
    known: Option<u64>,
}

/// Answers the handshake, and sends what is newer than `known`; without it the client's first
/// message says where to start.
pub(super) fn subscribe(
    upgrade: WebSocketUpgrade,
    book: Arc<Book>,
    path: MatchedPath,
    reader: Reader,
    known: Option<u64>,
) -> Response {
    upgrade.read_buffer_size(4096).write_buffer_size(0).on_upgrade(async move |socket| {
        let _open = OpenSocket::new(&book, &path);
        Subscription { socket, book, path, known }.serve(reader).await;
    })
}

impl Subscription {
    /// Until the client has gone.
    async fn serve(mut self, mut reader: Reader) {
        loop {
            let news = async {
                match self.known {
                    Some(known) => reader.newer_than(known).await,
                    None => std::future::pending().await,
                }
            };
            let open = tokio::select! {
                said = self.socket.recv() => match said {
                    Some(Ok(message)) => self.hear(message).await,
                    _ => false,
                },
                messages = news => {
                    let mut open = true;
                    for message in messages {
                        self.known = Some(message.sequence);
                        open = open && self.send(Message::Text(message.text)).await;
                    }
                    open
                }
            };
            if !open {
                return;
            }
        }
    }

    /// Whether the client is still there afterwards.
    async fn hear(&mut self, message: Message) -> bool {
        if !matches!(message, Message::Text(_) | Message::Binary(_)) {
            return true; // pings are answered and closes replied to by axum
        }
        self.book.web_socket(self.path.as_str(), |messages| messages.received += 1);
        match serde_json::from_slice::<Start>(&message.into_data()) {
            Ok(start) => {
                self.known = Some(start.last_message_sequence);
                true
            }
            Err(_) => self.send(Message::text(PLEASE)).await,
        }
    }

    /// Whether it was sent. It is written down before, as every answer.
    async fn send(&mut self, message: Message) -> bool {
        self.book.web_socket(self.path.as_str(), |messages| messages.sent += 1);
        let sent = self.socket.send(message).await.is_ok();
        if !sent {
            self.book.web_socket(self.path.as_str(), |messages| messages.sent -= 1);
        }
        sent
    }
}
