//! The two WebSocket conversations: ping-pong and echo.

use std::sync::Arc;

use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::extract::{MatchedPath, State};
use axum::response::Response;

use super::book::{Book, OpenSocket};

/// Answers `pong` to `ping`, and to anything else what it would have liked.
pub(super) async fn ping_pong(
    State(book): State<Arc<Book>>,
    path: MatchedPath,
    upgrade: WebSocketUpgrade,
) -> Response {
    converse(upgrade, book, path, |message| match message {
        Message::Text(text) if text.as_str() == "ping" => Message::text("pong"),
        _ => Message::text("say ping"),
    })
}

/// Sends every text and binary message back.
pub(super) async fn echo(
    State(book): State<Arc<Book>>,
    path: MatchedPath,
    upgrade: WebSocketUpgrade,
) -> Response {
    converse(upgrade, book, path, |message| message)
}

fn converse(
    upgrade: WebSocketUpgrade,
    book: Arc<Book>,
    path: MatchedPath,
    answer: fn(Message) -> Message,
) -> Response {
    // Thousands of idle sockets are the point of some load tests: 128 KiB each would not do.
    upgrade.read_buffer_size(4096).write_buffer_size(0).on_upgrade(async move |mut socket| {
        let _open = OpenSocket::new(&book, &path);
        answer_all(&mut socket, &book, path.as_str(), answer).await;
    })
}

async fn answer_all(
    socket: &mut WebSocket,
    book: &Book,
    path: &str,
    answer: fn(Message) -> Message,
) {
    while let Some(Ok(message)) = socket.recv().await {
        if !matches!(message, Message::Text(_) | Message::Binary(_)) {
            continue; // pings are answered and closes replied to by axum
        }
        book.web_socket(path, |messages| {
            messages.received += 1;
            messages.sent += 1;
        });
        if socket.send(answer(message)).await.is_err() {
            book.web_socket(path, |messages| messages.sent -= 1);
            return;
        }
    }
}
