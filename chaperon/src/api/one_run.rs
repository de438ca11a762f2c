//! `GET /load_tests/{id}` and below: a run, what it measures, what came of it.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use time::format_description::well_known::Rfc3339;

use super::OptionError;
use super::fields::Fields;
use super::problem::Problem;
use super::routes::Api;
use crate::cluster::protocol::Run;
use crate::export::{Csv, ExportOptions, Exporter, Json as JsonExport};
use crate::results::RunResults;

/// The state of a run.
pub(super) async fn state(
    State(api): State<Api>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let run = api.client.run(&id).await?;
    Ok(Json(described(&run)))
}

fn described(run: &Run) -> Value {
    let Run { id, submission, submitted, state, reason, plan, controls, outcome } = run;
    let parts = plan.iter().flat_map(|plan| &plan.parts);
    json!({
        "name": submission.load_test,
        "id": id,
        "tag": submission.tag,
        "state": state,
        "reason": reason,
        "submitted": submitted.format(&Rfc3339).ok(),
        "workers": parts.map(|part| &part.node).collect::<Vec<_>>(),
        "paused": controls.paused,
        "rates": controls.rates,
        "outcome": outcome,
    })
}

/// What was measured so far.
pub(super) async fn metrics(
    State(api): State<Api>,
    Path(id): Path<String>,
) -> Result<Json<Value>, Problem> {
    let run = api.client.run(&id).await?;
    let results = api.client.live(&id).await?;
    let rows = match &results {
        None => Value::Array(Vec::new()),
        Some(results) => rows(results)?,
    };
    Ok(Json(json!({ "id": run.id, "state": run.state, "metrics": rows })))
}

fn rows(results: &RunResults) -> Result<Value, Problem> {
    let encoded = JsonExport.encode(results, &ExportOptions::default());
    let encoded = encoded.map_err(|error| not_written(&error))?;
    serde_json::from_slice(&encoded).map_err(|error| not_written(&error))
}

/// What came of a run, in the format that is asked for.
pub(super) async fn report(
    State(api): State<Api>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let format = format(query.as_deref().unwrap_or_default())?;
    let run = api.client.run(&id).await?;
    let results = api.client.results(&id).await?;
    let results = results.ok_or_else(|| {
        let message = format!("{} has no report yet: {}", run.id, said(&run));
        Problem::new(StatusCode::CONFLICT, message)
    })?;
    let (kind, text) = match format {
        Format::Run => ("application/json", results.to_json().map_err(|it| not_written(&it))?),
        Format::Json => ("application/json", encoded(&JsonExport, &results)?),
        Format::Csv => ("text/csv; charset=utf-8", encoded(&Csv::default(), &results)?),
    };
    Ok(([(CONTENT_TYPE, kind)], text).into_response())
}

/// Why there is nothing yet, or will never be.
fn said(run: &Run) -> String {
    let reason = run.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
    format!("{}{reason}", run.state)
}

fn encoded(format: &dyn Exporter, results: &RunResults) -> Result<Vec<u8>, Problem> {
    format.encode(results, &ExportOptions::default()).map_err(|error| not_written(&error))
}

fn not_written(error: &dyn std::fmt::Display) -> Problem {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string())
}

/// How a report is written.
#[derive(Debug, PartialEq, Eq)]
enum Format {
    /// As a run is saved.
    Run,
    Json,
    Csv,
}

fn format(query: &str) -> Result<Format, OptionError> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query)
        .map_err(|error| OptionError::new(format!("the query cannot be read: {error}")))?;
    let query: Map<String, Value> =
        pairs.into_iter().map(|(name, value)| (name, value.into())).collect();
    let fields = Fields::of("", &query, &["format"])?;
    match fields.text("format")? {
        None | Some("run") => Ok(Format::Run),
        Some("json") => Ok(Format::Json),
        Some("csv") => Ok(Format::Csv),
        Some(_) => Err(OptionError::new("`format`: there are run, json and csv")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_has_three_formats_and_others_name_them() {
        assert_eq!(format(""), Ok(Format::Run));
        assert_eq!(format("format=csv"), Ok(Format::Csv));
        assert_eq!(format("format=json"), Ok(Format::Json));
        let error = format("format=xml").unwrap_err().to_string();
        assert_eq!(error, "`format`: there are run, json and csv");
        let error = format("fromat=csv").unwrap_err().to_string();
        assert!(error.starts_with("no field `fromat`; did you mean `format`?"), "{error}");
    }
}
