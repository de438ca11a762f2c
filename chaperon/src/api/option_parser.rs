//! What becomes of an item of a request: the submissions that stand for it.

use std::time::Duration;

use serde_json::{Map, Value};

use super::fields::Fields;
use crate::cluster::{ConfigSource, OnWorkerLoss, Submission};
use crate::time::parse_duration;

/// Turns an item of `POST /load_tests` into the runs that stand for it: another load test, other
/// options, or several runs for one item. [`DefaultOptions`] takes it as it is.
///
/// It is given to [`chaperon::main!`](crate::main!). What comes out is checked as if it had been
/// asked for, and all items of a request before any is submitted.
///
/// ```no_run
/// use chaperon::api::{DefaultOptions, OptionError, OptionParser, Submission};
/// use chaperon::prelude::*;
/// use serde_json::{Map, Value};
///
/// /// `{"test": "Shop", "options": {"sizes": [0.1, 1]}}` is a run for each size.
/// struct Sizes;
///
/// impl OptionParser for Sizes {
///     fn parse(
///         &self,
///         test: &str,
///         options: &Map<String, Value>,
///     ) -> Result<Vec<Submission>, OptionError> {
///         let mut options = options.clone();
///         let Some(sizes) = options.remove("sizes") else {
///             return DefaultOptions.parse(test, &options);
///         };
///         let sizes = sizes.as_array().ok_or("`sizes` is a list of numbers")?;
///         let mut runs = Vec::new();
///         for size in sizes {
///             for run in DefaultOptions.parse(test, &options)? {
///                 runs.push(Submission { scale: size.as_f64(), ..run });
///             }
///         }
///         Ok(runs)
///     }
/// }
///
/// #[scenario]
/// async fn browse(session: &mut Session) -> Result {
///     session.get("/").await?;
///     Ok(())
/// }
///
/// load_test! {
///     Shop {
///         default_config: { base_url: "http://localhost:5000" },
///         scenarios: [10 * browse],
///     }
/// }
///
/// chaperon::main!(Shop; option_parser: Sizes);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no option parser",
    label = "not an option parser",
    note = "implement `chaperon::api::OptionParser` for it"
)]
pub trait OptionParser: Send + Sync + 'static {
    /// The submissions for `{"test": test, "options": options}`; an item without options has an
    /// empty object.
    ///
    /// # Errors
    /// What is wrong with them, in words for whom the request came from: it is answered with 400,
    /// and nothing of the request is submitted.
    fn parse(
        &self,
        test: &str,
        options: &Map<String, Value>,
    ) -> Result<Vec<Submission>, OptionError>;
}

/// What is wrong with the options of a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct OptionError(String);

impl OptionError {
    /// An error that says this. It is shown as it is: name the field, and no secret.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl From<&str> for OptionError {
    fn from(message: &str) -> Self {
        Self::new(message)
    }
}

impl From<String> for OptionError {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}

/// One submission for each item: the load test of that name, with the options of
/// [`docs::http_api`](crate::docs::http_api#options).
///
/// ```
/// use chaperon::api::{DefaultOptions, OptionParser};
/// use serde_json::json;
///
/// let options = json!({ "tag": "nightly", "duration": "5min" });
/// let runs = DefaultOptions.parse("Shop", options.as_object().unwrap()).unwrap();
/// assert_eq!(runs[0].tag.as_deref(), Some("nightly"));
///
/// let options = json!({ "durations": "5min" });
/// let error = DefaultOptions.parse("Shop", options.as_object().unwrap()).unwrap_err();
/// assert!(error.to_string().starts_with("no field `options.durations`; did you mean `duration`?"));
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct DefaultOptions;

const OPTIONS: &[&str] = &[
    "tag",
    "config",
    "export",
    "metrics",
    "duration",
    "scale",
    "seed",
    "per_session",
    "print_results",
    "min_workers",
    "on_worker_loss",
    "idempotency_key",
];

impl OptionParser for DefaultOptions {
    fn parse(
        &self,
        test: &str,
        options: &Map<String, Value>,
    ) -> Result<Vec<Submission>, OptionError> {
        let options = Fields::of("options", options, OPTIONS)?;
        let config = options.object("config")?;
        Ok(vec![Submission {
            load_test: test.to_owned(),
            config: config.cloned().map(ConfigSource::Json).into_iter().collect(),
            tag: options.text("tag")?.map(str::to_owned),
            exports: options.texts("export")?,
            metrics: options.texts("metrics")?,
            per_session: options.flag("per_session")?,
            print_results: options.flag("print_results")?,
            duration: options.read("duration", "a time such as \"30s\"", duration)?,
            scale: options.read("scale", "a number above 0", factor)?,
            seed: options.read("seed", "a whole number from 0", Value::as_u64)?,
            min_workers: options.read("min_workers", "a whole number from 1", workers)?,
            on_worker_loss: options
                .read("on_worker_loss", "\"go_on\" or \"fail\"", on_worker_loss)?
                .unwrap_or_default(),
            idempotency_key: options.text("idempotency_key")?.map(str::to_owned),
        }])
    }
}

fn duration(value: &Value) -> Option<Duration> {
    parse_duration(value.as_str()?).ok()
}

fn factor(value: &Value) -> Option<f64> {
    value.as_f64().filter(|factor| *factor > 0.0 && factor.is_finite())
}

fn workers(value: &Value) -> Option<u32> {
    u32::try_from(value.as_u64()?).ok().filter(|number| *number > 0)
}

fn on_worker_loss(value: &Value) -> Option<OnWorkerLoss> {
    match value.as_str()? {
        "go_on" => Some(OnWorkerLoss::GoOn),
        "fail" => Some(OnWorkerLoss::Fail),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(options: Value) -> Result<Submission, String> {
        let parsed = DefaultOptions.parse("Shop", options.as_object().unwrap());
        parsed.map(|mut runs| runs.remove(0)).map_err(|error| error.to_string())
    }

    #[test]
    fn every_option_is_in_the_submission() {
        let config = json!({ "base_url": "http://shop.test", "timeout": "2s" });
        let options = json!({
            "tag": "x",
            "config": config,
            "export": "json",
            "metrics": ["get", "call"],
            "duration": "90s",
            "scale": 0.5,
            "seed": 7,
            "per_session": true,
            "print_results": true,
            "min_workers": 3,
            "on_worker_loss": "fail",
            "idempotency_key": "night-7",
        });
        let known: Vec<&str> = options.as_object().unwrap().keys().map(String::as_str).collect();
        assert!(OPTIONS.iter().all(|option| known.contains(option)));
        let Value::Object(config) = config else { unreachable!() };
        let expected = Submission {
            load_test: "Shop".to_owned(),
            config: vec![ConfigSource::Json(config)],
            tag: Some("x".to_owned()),
            exports: vec!["json".to_owned()],
            metrics: vec!["get".to_owned(), "call".to_owned()],
            per_session: true,
            print_results: true,
            duration: Some(Duration::from_secs(90)),
            scale: Some(0.5),
            seed: Some(7),
            min_workers: Some(3),
            on_worker_loss: OnWorkerLoss::Fail,
            idempotency_key: Some("night-7".to_owned()),
        };
        assert_eq!(parse(options), Ok(expected));
    }

    #[test]
    fn without_options_it_is_the_load_test_as_it_is() {
        let plain = Submission { load_test: "Shop".to_owned(), ..Submission::default() };
        assert_eq!(parse(json!({})), Ok(plain));
    }

    #[test]
    fn what_an_option_does_not_take_is_told_with_its_name() {
        for (options, said) in [
            (json!({ "tag": 7 }), "`options.tag`: expected a text, found 7"),
            (json!({ "config": [] }), "`options.config`: expected an object, found a list"),
            (
                json!({ "duration": "soon" }),
                "`options.duration`: expected a time such as \"30s\", found a text",
            ),
            (json!({ "scale": 0 }), "`options.scale`: expected a number above 0, found 0"),
            (
                json!({ "min_workers": 0 }),
                "`options.min_workers`: expected a whole number from 1, found 0",
            ),
            (
                json!({ "on_worker_loss": "cry" }),
                "`options.on_worker_loss`: expected \"go_on\" or \"fail\", found a text",
            ),
        ] {
            assert_eq!(parse(options).unwrap_err(), said);
        }
    }
}
