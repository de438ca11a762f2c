//! Changing a run in flight: pause, resume, and how often sessions arrive.

use axum::extract::{Path, Request, State};
use axum::http::StatusCode;

use super::body;
use super::fields::Fields;
use super::problem::Problem;
use super::routes::Api;
use crate::time::{BadRate, Rate};

pub(super) async fn pause(
    State(api): State<Api>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    api.client.pause(&id).await?;
    tracing::info!("the API paused {id}");
    Ok(StatusCode::ACCEPTED)
}

pub(super) async fn resume(
    State(api): State<Api>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    api.client.resume(&id).await?;
    tracing::info!("the API resumed {id}");
    Ok(StatusCode::ACCEPTED)
}

pub(super) async fn rate(
    State(api): State<Api>,
    Path(id): Path<String>,
    request: Request,
) -> Result<StatusCode, Problem> {
    let (head, body) = request.into_parts();
    let object = body::object(&head.headers, body).await?;
    let fields = Fields::of("", &object, &["scenario", "rate"])?;
    let scenario = fields.required_text("scenario")?;
    let text = fields.required_text("rate")?;
    let wrong = |error: BadRate| Problem::bad_request(format!("`rate`: {error}"));
    let rate: Rate = text.parse().map_err(wrong)?;
    api.client.set_rate(&id, scenario, rate).await?;
    tracing::info!("the API set the rate of {id}: {scenario} at {rate}");
    Ok(StatusCode::ACCEPTED)
}
