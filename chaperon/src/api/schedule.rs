//! `POST /load_tests`: runs for the queue, all of a request or none.

use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::Json;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::body;
use super::fields::{Fields, Found};
use super::problem::Problem;
use super::routes::Api;
use super::{OptionError, OptionParser};
use crate::cluster::Submission;

pub(super) async fn schedule(
    State(api): State<Api>,
    request: Request,
) -> Result<Json<Value>, Problem> {
    let (head, body) = request.into_parts();
    let object = body::object(&head.headers, body).await?;
    let submissions = submissions(&api, &object)?;
    // It goes on when whoever asked goes away: half a request is never in the queue.
    let submitted = tokio::spawn(async move { submit(&api, submissions).await }).await;
    let ids = submitted.map_err(|_| broken("the server is about to end"))??;
    Ok(Json(json!({ "scheduled": ids })))
}

/// What is asked for, checked.
fn submissions(api: &Api, object: &Map<String, Value>) -> Result<Vec<Submission>, Problem> {
    let items = items(object)?;
    let mut submissions = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let wrong = |why: String| Problem::bad_request(format!("load_tests[{index}]: {why}"));
        let parsed =
            parsed(&*api.option_parser, item)?.map_err(|error| wrong(error.to_string()))?;
        for submission in &parsed {
            check(api, submission).map_err(wrong)?;
        }
        submissions.extend(parsed);
    }
    match submissions.as_slice() {
        [] => Err(Problem::bad_request("`load_tests` comes to no run")),
        _ => Ok(submissions),
    }
}

fn check(api: &Api, submission: &Submission) -> Result<(), String> {
    let exporters = (api.exporters)(&submission.exports);
    exporters.map_err(|error| format!("`options.export`: {error}"))?;
    api.client.check(submission).map_err(|error| error.to_string())
}

fn items(object: &Map<String, Value>) -> Result<&[Value], OptionError> {
    let fields = Fields::of("", object, &["load_tests"])?;
    let items = fields.read("load_tests", "a list", Value::as_array)?;
    match items.map(Vec::as_slice) {
        None | Some([]) => Err(OptionError::new(
            "`load_tests` is empty: {\"load_tests\": [{\"test\": \"ATest\", \"options\": {}}]}",
        )),
        Some(items) => Ok(items),
    }
}

/// What the user's parser makes of an item. It may panic, which is nobody's fault who asks.
fn parsed(
    parser: &dyn OptionParser,
    item: &Value,
) -> Result<Result<Vec<Submission>, OptionError>, Problem> {
    let parse = || {
        let object = item.as_object().ok_or_else(|| {
            OptionError::new(format!("expected an object, found {}", Found(item)))
        })?;
        let fields = Fields::of("", object, &["test", "options"])?;
        let test = fields.required_text("test")?;
        let none = Map::new();
        parser.parse(test, fields.object("options")?.unwrap_or(&none))
    };
    catch_unwind(AssertUnwindSafe(parse)).map_err(|_| broken("the option parser failed"))
}

/// Puts all into the queue; when that fails midway, takes out again what is in it. But what has a key
/// may have been in it before, and is the same run when it is asked for again.
async fn submit(api: &Api, submissions: Vec<Submission>) -> Result<Vec<String>, Problem> {
    let mut ids: Vec<String> = Vec::new();
    let mut new: Vec<String> = Vec::new();
    for submission in submissions {
        let keyed = submission.idempotency_key.is_some();
        match api.client.submit(submission).await {
            Ok(id) if keyed => ids.push(id),
            Ok(id) => {
                new.push(id.clone());
                ids.push(id);
            }
            Err(error) => return Err(taken_back(api, &new, error.into()).await),
        }
    }
    tracing::info!("scheduled by the API: {}", ids.join(", "));
    Ok(ids)
}

async fn taken_back(api: &Api, ids: &[String], mut problem: Problem) -> Problem {
    for id in ids {
        if let Err(error) = api.client.cancel(id).await {
            problem.message += &format!("; {id} is in the queue all the same: {error}");
        }
    }
    problem
}

fn broken(message: &str) -> Problem {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, message)
}
