//! `GET /load_tests`: what runs, and what waits.

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::problem::Problem;
use super::routes::Api;
use crate::cluster::protocol::{Run, RunState};

pub(super) async fn list(State(api): State<Api>) -> Result<Json<Value>, Problem> {
    let runs = api.client.runs().await?;
    let of = |holds: fn(RunState) -> bool| {
        let runs = runs.iter().filter(|run| holds(run.state));
        runs.map(item).collect::<Vec<Value>>()
    };
    let scheduled = of(|state| state == RunState::Queued);
    let running = of(RunState::is_under_way);
    Ok(Json(json!({ "running": running, "scheduled": scheduled })))
}

fn item(run: &Run) -> Value {
    let Run { id, submission, .. } = run;
    json!({ "name": submission.load_test, "id": id, "tag": submission.tag })
}
