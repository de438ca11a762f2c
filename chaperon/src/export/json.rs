//! JSON: an object a metric, with the names of Chaperon's export.

use serde_json::{Map, Number, Value as Tree, json};

use crate::export::error::ExportError;
use crate::export::exporter::{ExportOptions, Exporter};
use crate::export::figures::{Figures, names};
use crate::export::rows::{ErrorRow, Row, error_rows, rows, run_counts};
use crate::metrics::{Distribution, MetricName, NameOf, Timing, Value};
use crate::results::RunResults;

/// JSON: an array of an object a metric.
///
/// An object has `action`, and where there is one, `url`: what the action was done to. A call has
/// `module` and `function`, and an HTTP error `error`: `{"http": 500}`. `metrics` holds the same figures as a line of CSV; where sessions are kept apart it holds an
/// object of figures for each session's name. Beside it, in the same shape: `service`, the time
/// without the start lag, where there is one, and `phases` of HTTP requests.
///
/// These are the objects of Chaperon's export. Other than there, errors without a status are there
/// (`{"error": {"kind": ..}, "message": .., "metrics": {"total_count": ..}}`), and so are the counts
/// of the run itself; plain numbers and gauges keep fractions.
///
/// ```
/// use chaperon::export::{Exporter, Json};
///
/// assert_eq!((Json.name(), Json.extension()), ("json", "json"));
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Json;

type Object = Map<String, Tree>;

impl Exporter for Json {
    fn name(&self) -> &str {
        "json"
    }

    fn extension(&self) -> &str {
        "json"
    }

    fn encode(
        &self,
        results: &RunResults,
        options: &ExportOptions,
    ) -> Result<Vec<u8>, ExportError> {
        let snapshot = results.snapshot();
        let rows = rows(snapshot, options.view);
        let named = rows.chunk_by(|a, b| a.name == b.name).map(metric);
        let errors = error_rows(snapshot, options.view).into_iter().map(error);
        let counts = run_counts(snapshot).into_iter();
        let counts = counts
            .map(|(name, count)| json!({ "action": name, "metrics": { "total_count": count } }));
        let all: Vec<_> = named.chain(errors).chain(counts).collect();
        let encode = |error: serde_json::Error| ExportError::Encode {
            format: "json".to_owned(),
            reason: error.to_string(),
        };
        let mut text = serde_json::to_vec(&all).map_err(encode)?;
        text.push(b'\n');
        Ok(text)
    }
}

/// The object of one metric: its rows differ in their session's name only.
fn metric(rows: &[Row]) -> Tree {
    let mut object = rows.first().map(|row| described(&row.name)).unwrap_or_default();
    let timings = || rows.iter().filter_map(|row| Some((row, timing(&row.value)?)));
    let all = rows.iter().map(|row| (row, figures_of(&row.value)));
    let service =
        timings().filter_map(|(row, timing)| Some((row, micros(timing.service.as_ref()?))));
    let phases = timings().filter_map(|(row, timing)| Some((row, phases(timing)?)));
    object.insert("metrics".to_owned(), by_session(all).into());
    for (name, parts) in [("service", by_session(service)), ("phases", by_session(phases))] {
        if !parts.is_empty() {
            object.insert(name.to_owned(), parts.into());
        }
    }
    object.into()
}

/// What the metric is.
fn described(name: &MetricName) -> Object {
    let object = match name.by_ref() {
        NameOf::Http { method, url } => json!({ "action": method, "url": url }),
        NameOf::HttpError { status, method, url } => {
            json!({ "error": { "http": status }, "action": method, "url": url })
        }
        NameOf::Call { module: "", function } => json!({ "action": "call", "function": function }),
        NameOf::Call { module, function } => {
            json!({ "action": "call", "module": module, "function": function })
        }
        NameOf::Action { action, subject } => json!({ "action": action, "url": subject }),
        NameOf::Check(name) => json!({ "action": "check", "url": name }),
        NameOf::Time(_)
        | NameOf::Number(_)
        | NameOf::Counter(_)
        | NameOf::Gauge(_)
        | NameOf::Overflow(_) => json!({ "action": name.to_string() }),
    };
    match object {
        Tree::Object(object) => object,
        _ => Object::new(),
    }
}

fn error(row: ErrorRow) -> Tree {
    let ErrorRow { kind, count, message } = row;
    json!({ "error": { "kind": kind }, "message": message, "metrics": { "total_count": count } })
}

/// The parts of rows without a session's name as they are, the others under it.
fn by_session<'a>(parts: impl Iterator<Item = (&'a Row, Object)>) -> Object {
    let mut all = Object::new();
    for (row, part) in parts {
        match &row.session {
            Some(session) => drop(all.insert(session.to_string(), part.into())),
            None => all.extend(part),
        }
    }
    all
}

fn timing(value: &Value) -> Option<&Timing> {
    match value {
        Value::Time(timing) => Some(timing),
        _ => None,
    }
}

fn figures_of(value: &Value) -> Object {
    let mut object = figures(&Figures::of(value));
    match value {
        Value::Check(checks) => {
            object.insert("passes".to_owned(), checks.passes.into());
            object.insert("fails".to_owned(), checks.fails.into());
        }
        Value::Gauge(gauge) => drop(object.insert("last".to_owned(), number(gauge.last))),
        Value::Time(_) | Value::Number(_) | Value::Counter(_) => {}
    }
    object
}

fn micros(all: &Distribution) -> Object {
    figures(&Figures::micros(all))
}

fn phases(timing: &Timing) -> Option<Object> {
    let phases = timing.phases.iter().map(|(name, all)| (name.to_owned(), micros(all).into()));
    let phases: Object = phases.collect();
    (!phases.is_empty()).then_some(phases)
}

fn figures(figures: &Figures) -> Object {
    let rest = names().zip(&figures.rest);
    let rest = rest.filter_map(|(name, figure)| Some((name, number((*figure)?))));
    std::iter::once(("total_count".to_owned(), figures.count.into())).chain(rest).collect()
}

/// A figure in thousandths: whole where it is.
#[expect(clippy::cast_precision_loss, reason = "a fraction is shown to a thousandth")]
fn number(figure: i64) -> Tree {
    if figure % 1000 == 0 {
        return (figure / 1000).into();
    }
    Number::from_f64(figure as f64 / 1000.0).map_or(Tree::Null, Tree::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::example::everything;

    fn objects() -> Vec<Tree> {
        let text = Json.encode(&everything(), &ExportOptions::default()).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    /// An object without its figures.
    fn outline(object: &Tree) -> Tree {
        let mut outline = object.clone();
        let parts = outline.as_object_mut().unwrap();
        for part in ["metrics", "service", "phases"] {
            if let Some(Tree::Object(part)) = parts.get_mut(part) {
                *part = part
                    .keys()
                    .filter(|key| !key.starts_with("percentile"))
                    .map(|key| (key.clone(), Tree::Null))
                    .collect();
            }
        }
        outline
    }

    #[test]
    fn an_object_a_metric_with_the_names_of_chaperon() {
        let figures = json!({ "max": null, "mean": null, "min": null, "total_count": null });
        let phases = json!({ "receive": null, "send": null, "wait": null });
        let outlines: Vec<_> = objects().iter().map(outline).collect();
        assert_eq!(
            outlines[0],
            json!({ "action": "get", "url": "/", "metrics": figures, "phases": phases })
        );
        assert_eq!(
            outlines[1],
            json!({ "action": "post", "url": "/cart/{id}", "metrics": figures, "service": figures })
        );
        assert_eq!(
            outlines[2],
            json!({ "error": { "http": 503 }, "action": "get", "url": "/", "metrics": figures, "phases": phases })
        );
        assert_eq!(
            outlines[3],
            json!({ "action": "call", "module": "shop", "function": "log_in", "metrics": figures })
        );
        assert_eq!(
            outlines[4],
            json!({ "action": "ws_send", "url": "/chat, \"main\"", "metrics": { "p1": null, "p2": null } })
        );
        assert_eq!(outlines[5], json!({ "action": "items", "metrics": figures }));
        assert_eq!(
            outlines[9],
            json!({
                "error": { "kind": "connect:refused" },
                "message": "nothing listens at 127.0.0.1:5000",
                "metrics": { "total_count": null },
            })
        );
    }

    #[test]
    fn the_figures_are_those_of_a_line_of_csv() {
        let objects = objects();
        let get = &objects[0];
        assert_eq!(get["metrics"]["percentile_99.9"], json!(2_000_000));
        assert_eq!(get["phases"]["wait"]["mean"], json!(1205));
        assert_eq!(objects[5]["metrics"]["mean"], json!(2.5));
        assert_eq!(
            objects[7]["metrics"],
            json!({ "total_count": 1, "max": 7.25, "min": 7.25, "last": 7.25 })
        );
        assert_eq!(objects[8]["metrics"]["passes"], json!(98));
    }
}
