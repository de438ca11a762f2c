//! The pages without state: greeting, echo, statuses, delays, redirects, users.

use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::{Value, json};

pub(super) async fn greeting() -> &'static str {
    "Hello from the demo target\n"
}

pub(super) async fn foo() -> &'static str {
    "foo\n"
}

pub(super) async fn bar() -> &'static str {
    "bar\n"
}

/// What was sent, byte for byte and under its own content type.
pub(super) async fn echo(headers: HeaderMap, body: Bytes) -> impl IntoResponse {
    let content_type = headers
        .get(CONTENT_TYPE)
        .cloned()
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    ([(CONTENT_TYPE, content_type)], body)
}

pub(super) async fn echo_json(Json(value): Json<Value>) -> Json<Value> {
    Json(value)
}

pub(super) async fn status(Path(code): Path<u16>) -> Response {
    // Informational statuses are no answers, and there is nothing above 599.
    match StatusCode::from_u16(code) {
        Ok(status) if (200..600).contains(&code) => (status, format!("{status}\n")).into_response(),
        _ => (StatusCode::BAD_REQUEST, "a status from 200 to 599, please\n").into_response(),
    }
}

pub(super) async fn delay(Path(milliseconds): Path<u64>) -> String {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    format!("after {milliseconds} ms\n")
}

pub(super) async fn redirect(Path(times): Path<u32>) -> Response {
    match times.checked_sub(1) {
        None => "arrived\n".into_response(),
        Some(rest) => Redirect::temporary(&format!("/redirect/{rest}")).into_response(),
    }
}

pub(super) async fn user(Path(id): Path<u64>) -> Json<Value> {
    Json(json!({ "id": id, "name": format!("user {id}") }))
}
