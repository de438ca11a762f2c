//! `DELETE`: runs are ended, or taken out of the queue. Accepted: the load is told to end, and what
//! was measured is reported still.

use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::problem::Problem;
use super::routes::Api;

pub(super) async fn all(State(api): State<Api>) -> Result<StatusCode, Problem> {
    api.client.cancel_all().await?;
    tracing::info!("the API cancelled all runs");
    Ok(StatusCode::ACCEPTED)
}

pub(super) async fn scheduled(State(api): State<Api>) -> Result<StatusCode, Problem> {
    api.client.cancel_scheduled().await?;
    tracing::info!("the API cancelled all scheduled runs");
    Ok(StatusCode::ACCEPTED)
}

pub(super) async fn one(
    State(api): State<Api>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    api.client.cancel(&id).await?;
    tracing::info!("the API cancelled {id}");
    Ok(StatusCode::ACCEPTED)
}
