//! Why what was asked of a cluster is not done.

use crate::cluster::engine::EngineError;
use crate::cluster::led::{NotLed, Unknown, unknown};

/// Why what was asked of a cluster is not done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// There is no run of that id.
    #[error("no run `{id}`{}", or_near(.near.as_deref()))]
    NoRun {
        /// The id.
        id: String,
        /// One that is called much like it.
        near: Option<String>,
    },
    /// This program does not know a load test of that name: it is not in the
    /// [`Registry`](crate::cluster::Registry) of the client.
    #[error("{}", unknown(.name, .near.as_deref(), .known))]
    NoLoadTest {
        /// The name.
        name: String,
        /// One that is called much like it.
        near: Option<String>,
        /// All that it knows.
        known: Vec<String>,
    },
    /// The run is not in a state for it; what is said is the state.
    #[error("{0}")]
    State(String),
    /// What was asked is wrong, such as options that do not go together.
    #[error("{0}")]
    Wrong(String),
    /// The config is incomplete or wrong, or has a secret in it, which is not sent.
    #[error("{0}")]
    Config(String),
    /// The engine does not do it.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<Unknown> for ClientError {
    fn from(Unknown { name, near, known }: Unknown) -> Self {
        Self::NoLoadTest { name, near, known }
    }
}

impl From<NotLed> for ClientError {
    fn from(error: NotLed) -> Self {
        match error {
            NotLed::Unknown(unknown) => unknown.into(),
            error if error.is_config() => Self::Config(error.to_string()),
            error => Self::Wrong(error.to_string()),
        }
    }
}

fn or_near(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}
