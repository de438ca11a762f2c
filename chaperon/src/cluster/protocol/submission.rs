//! What is asked of the cluster: a load test by name, and options.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::load_test::LoadTest;

/// A load test to be run by a cluster, and how: what `submit` and the HTTP API take as flags and
/// options.
///
/// ```
/// use chaperon::cluster::Submission;
/// use chaperon::prelude::*;
///
/// # #[scenario] async fn browse(session: &mut Session) -> Result { session.get("/").await?; Ok(()) }
/// load_test! {
///     Shop {
///         default_config: { base_url: "http://localhost:5000" },
///         scenarios: [10 * browse],
///     }
/// }
///
/// let nightly = Submission {
///     tag: Some("nightly".to_owned()),
///     duration: Some(minutes(5)),
///     min_workers: Some(3),
///     ..Submission::of::<Shop>()
/// };
/// let nightly = nightly.set("base_url", "http://staging:8080").set("http.max_body", 1000);
/// assert_eq!(nightly.load_test, "Shop");
/// ```
///
/// Secrets are not in it: `env(..)` and `CHAPERON_SET__..` are looked up on each node, and a key that
/// is a secret is refused before anything is sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Submission {
    /// Its name, as it is registered.
    pub load_test: String,
    /// Config over its own, the later over the earlier.
    pub config: Vec<ConfigSource>,
    /// A word that marks the run and its files.
    pub tag: Option<String>,
    /// What results are written as, by the coordinator, as of `--export`: `csv` and the others; `csv`
    /// alone if it is empty.
    pub exports: Vec<String>,
    /// The types of metrics that are recorded, as of `--metrics`: `get`, `call` and the others; all if
    /// it is empty.
    pub metrics: Vec<String>,
    /// Whether each virtual user has rows of its own; refused above 1,000 of them.
    pub per_session: bool,
    /// Whether workers log every action as it ends.
    pub print_results: bool,
    /// Ends the load after this time.
    #[serde(with = "micros")]
    pub duration: Option<Duration>,
    /// Scales the number of sessions: 0.1 for a tenth.
    pub scale: Option<f64>,
    /// Makes random choices repeatable.
    pub seed: Option<u64>,
    /// The run starts with that many workers, even when others are refused; without it every worker
    /// that is there has to be ready.
    pub min_workers: Option<u32>,
    /// What becomes of the run when a worker is lost.
    pub on_worker_loss: OnWorkerLoss,
    /// Submissions of one key are one run.
    pub idempotency_key: Option<String>,
}

impl Submission {
    /// The load test of this type, as it is.
    pub fn of<T: LoadTest>() -> Self {
        Self::named(T::NAME)
    }

    /// The load test of this name, as it is. Who submits it has to know it: see
    /// [`Registry`](crate::cluster::Registry).
    pub fn named(load_test: impl Into<String>) -> Self {
        Self { load_test: load_test.into(), ..Self::default() }
    }

    /// Sets a config key, `http.timeout` for one within another, as `--set` does: over what the load
    /// test says, and over what was set before. A time is a text such as `"2s"`. The key of a secret is
    /// refused when it is submitted.
    #[must_use]
    pub fn set(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        let key = Map::from_iter([(key.into(), value.into())]);
        self.config.push(ConfigSource::Json(key));
        self
    }
}

/// Config from outside, the later over the earlier; as it was written, so that each node reads it as
/// one machine would.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ConfigSource {
    /// A TOML file.
    Toml {
        /// Its name, for messages.
        file: String,
        /// What is in it.
        text: String,
    },
    /// `key=value`.
    Set(String),
    /// Keys, as the HTTP API takes them.
    Json(Map<String, Value>),
}

/// What becomes of a run that loses a worker.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OnWorkerLoss {
    /// The others go on; the run is degraded.
    #[default]
    GoOn,
    /// The run is stopped, and has failed.
    Fail,
}

/// Microseconds, or nothing.
mod micros {
    use std::time::Duration;

    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(
        duration: &Option<Duration>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let micros = duration.map(|it| u64::try_from(it.as_micros()).unwrap_or(u64::MAX));
        micros.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Duration>, D::Error> {
        Ok(Option::<u64>::deserialize(deserializer)?.map(Duration::from_micros))
    }
}
