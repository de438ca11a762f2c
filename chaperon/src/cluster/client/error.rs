//! Why what was asked of a cluster is not done.

use crate::cluster::engine::EngineError;
use crate::cluster::led::NotLed;

/// Why what was asked of a cluster is not done.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ClientError {
    /// There is no run of that id.
    #[error("no run `{id}`{}", or_near(.near.as_deref()))]
    NoRun {
        id: String,
        /// One that is called much like it.
        near: Option<String>,
    },
    /// The run is not in a state for it.
    #[error("{0}")]
    State(String),
    /// What was asked is wrong.
    #[error("{0}")]
    Wrong(String),
    /// The config is incomplete or wrong.
    #[error("{0}")]
    Config(String),
    /// The engine does not do it.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<NotLed> for ClientError {
    fn from(error: NotLed) -> Self {
        match error.is_config() {
            true => Self::Config(error.to_string()),
            false => Self::Wrong(error.to_string()),
        }
    }
}

fn or_near(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}
