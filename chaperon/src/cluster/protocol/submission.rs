//! What is asked of the cluster: a load test by name, and options.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A load test to be run.
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
    /// As of `--export`.
    pub exports: Vec<String>,
    /// As of `--metrics`.
    pub metrics: Vec<String>,
    /// As of `--per-session`.
    pub per_session: bool,
    /// As of `--print-results`.
    pub print_results: bool,
    /// Ends the load after this time.
    #[serde(with = "micros")]
    pub duration: Option<Duration>,
    /// Scales the number of sessions.
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

/// Config from outside, the later over the earlier; as it was written, so that each node reads it as
/// one machine would.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
