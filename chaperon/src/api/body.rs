//! The body of a request: bounded in size and time, and JSON.

use std::time::Duration;

use axum::body::Body;
use axum::http::header::CONTENT_LENGTH;
use axum::http::{HeaderMap, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Map, Value};

use super::fields::Found;
use super::problem::Problem;

/// The most that a body may be.
const MOST: usize = 1 << 20;

/// What is read on of a body that is too large, so that whoever sends it gets to read why not.
const DROPPED: usize = 64 * MOST;

/// How long a body may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The object that is the body; no body is an empty one.
pub(super) async fn object(headers: &HeaderMap, body: Body) -> Result<Map<String, Value>, Problem> {
    let bytes = tokio::time::timeout(PATIENCE, bytes(headers, body)).await;
    let late = || Problem::new(StatusCode::REQUEST_TIMEOUT, "the body took longer than 10 s");
    parse(&bytes.map_err(|_| late())??)
}

fn parse(bytes: &[u8]) -> Result<Map<String, Value>, Problem> {
    if bytes.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(bytes) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(other) => {
            let found = Found(&other);
            Err(Problem::bad_request(format!("the body: expected an object, found {found}")))
        }
        Err(error) => Err(Problem::bad_request(format!("the body is not JSON: {error}"))),
    }
}

async fn bytes(headers: &HeaderMap, mut body: Body) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let mut seen = 0;
    let announced = announced(headers);
    while seen <= DROPPED && announced <= DROPPED {
        let Some(frame) = body.frame().await else { break };
        let frame = frame.map_err(|_| Problem::bad_request("the body ended before its end"))?;
        let Ok(data) = frame.into_data() else { continue };
        seen = seen.saturating_add(data.len());
        if seen <= MOST {
            bytes.extend_from_slice(&data);
        }
    }
    if seen.max(announced) > MOST {
        let message = "the body is larger than 1 MiB, the most that is read";
        return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, message));
    }
    Ok(bytes)
}

/// How long the body is said to be; what is not a number was refused with the head.
fn announced(headers: &HeaderMap) -> usize {
    let length = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    length.and_then(|length| length.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    async fn read(body: impl Into<Body>) -> Result<Map<String, Value>, (u16, String)> {
        let read = object(&HeaderMap::new(), body.into()).await;
        read.map_err(|problem| (problem.status.as_u16(), problem.message))
    }

    #[tokio::test]
    async fn a_body_is_an_object_or_nothing() {
        assert_eq!(read("").await, Ok(Map::new()));
        assert_eq!(Value::Object(read(r#"{"a": 1}"#).await.unwrap()), json!({ "a": 1 }));
        let list = (400, "the body: expected an object, found a list".to_owned());
        assert_eq!(read("[]").await, Err(list));
    }

    #[tokio::test]
    async fn what_is_not_json_is_told_with_line_and_column() {
        let (status, message) = read("{\n  \"a\": nope\n}").await.unwrap_err();
        assert_eq!(
            (status, &*message),
            (400, "the body is not JSON: expected ident at line 2 column 9")
        );
        for broken in ["{", "\u{0}", "{\"a\": \"\\ud800\"}", "{} {}"] {
            let (status, message) = read(broken).await.unwrap_err();
            assert!(status == 400 && message.contains(" at line 1 column "), "{broken}: {message}");
        }
        let deep = "[".repeat(100_000);
        assert!(read(deep).await.unwrap_err().1.contains("recursion limit"));
    }

    #[tokio::test]
    async fn a_large_body_is_read_to_its_end_and_not_kept() {
        let body = vec![b' '; MOST + 1];
        assert_eq!(read(body).await.unwrap_err().0, 413);
        let body = vec![b' '; MOST - 2];
        assert_eq!(read([&body[..], b"{}"].concat()).await, Ok(Map::new()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_that_does_not_come_is_not_waited_for() {
        let never = futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>();
        assert_eq!(read(Body::from_stream(never)).await.unwrap_err().0, 408);
    }
}
