//! Publishing to channels, and reading them by long poll.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::{MatchedPath, Path, Query, State};
use axum::http::header::{CONTENT_TYPE, UPGRADE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::book::Book;
use super::channels::{Channels, Message, Reader, Refusal};
use super::subscribe::subscribe;

/// The channel behind `/publications`.
const PUBLICATIONS: &str = "publications";

/// How long a long poll waits when it does not say.
const WAIT: u64 = 5_000;

/// How long a long poll may wait at most.
const MAX_WAIT: u64 = 30_000;

/// What the channels' handlers work with.
#[derive(Debug)]
pub(super) struct Hub {
    pub(super) book: Arc<Book>,
    pub(super) channels: Channels,
}

/// Where a reader starts, in the query of its request.
#[derive(Debug, Deserialize)]
pub(super) struct From {
    last_message_sequence: Option<u64>,
    /// Milliseconds.
    wait: Option<u64>,
}

/// One of a batch. Fields it does not know are let through.
#[derive(Debug, Deserialize)]
pub(super) struct Publication {
    channel: String,
    payload: Value,
}

pub(super) async fn publish(
    State(hub): State<Arc<Hub>>,
    Path(name): Path<String>,
    Json(payload): Json<Value>,
) -> Result<Json<Value>, Refusal> {
    Ok(Json(json!({ "sequence": hub.channels.publish(&name, &payload)? })))
}

/// Publishes one after the other, up to the first that is refused.
pub(super) async fn publish_batch(
    State(hub): State<Arc<Hub>>,
    Json(batch): Json<Vec<Publication>>,
) -> Result<Json<Value>, Refusal> {
    for publication in &batch {
        hub.channels.publish(&publication.channel, &publication.payload)?;
    }
    Ok(Json(json!({ "published": batch.len() })))
}

pub(super) async fn publish_publication(
    State(hub): State<Arc<Hub>>,
    Json(payload): Json<Value>,
) -> Result<Json<Value>, Refusal> {
    Ok(Json(json!({ "sequence": hub.channels.publish(PUBLICATIONS, &payload)? })))
}

/// A WebSocket that gets each publication from now on, without having to say anything.
pub(super) async fn subscribe_to_publications(
    State(hub): State<Arc<Hub>>,
    path: MatchedPath,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Refusal> {
    // The place is taken before the handshake is answered: what comes after it is not missed.
    let reader = hub.channels.reader(PUBLICATIONS)?;
    let now = reader.last();
    Ok(subscribe(upgrade, Arc::clone(&hub.book), path, reader, Some(now)))
}

/// A WebSocket subscription if the client asks for one, else a long poll.
pub(super) async fn read(
    State(hub): State<Arc<Hub>>,
    Path(name): Path<String>,
    Query(from): Query<From>,
    path: MatchedPath,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Refusal> {
    let reader = hub.channels.reader(&name)?;
    Ok(match upgrade {
        Ok(upgrade) => {
            subscribe(upgrade, Arc::clone(&hub.book), path, reader, from.last_message_sequence)
        }
        Err(rejection) if headers.contains_key(UPGRADE) => rejection.into_response(),
        Err(_) => long_poll(reader, &from).await,
    })
}

async fn long_poll(mut reader: Reader, from: &From) -> Response {
    let known = from.last_message_sequence.unwrap_or_else(|| reader.last());
    let limit = Duration::from_millis(from.wait.unwrap_or(WAIT).min(MAX_WAIT));
    match tokio::time::timeout(limit, reader.newer_than(known)).await {
        Ok(messages) => ([(CONTENT_TYPE, "application/json")], written(&messages)).into_response(),
        Err(_) => StatusCode::NO_CONTENT.into_response(),
    }
}

/// `{"last_message_sequence":2,"messages":[{"sequence":2,"payload":…}]}`
fn written(messages: &[Message]) -> String {
    let last = messages.last().map_or(0, |message| message.sequence);
    let texts: Vec<&str> = messages.iter().map(|message| message.text.as_str()).collect();
    format!(r#"{{"last_message_sequence":{last},"messages":[{}]}}"#, texts.join(","))
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Name => (StatusCode::BAD_REQUEST, "a channel's name has 1 to 128 bytes\n"),
            Self::Full => (StatusCode::INSUFFICIENT_STORAGE, "there are too many channels\n"),
        }
        .into_response()
    }
}
