//! What a worker is told when it is started, and what can be wrong with it.

use std::time::Duration;

use crate::cluster::engine::EngineError;

/// What a worker is told when it is started.
#[derive(Debug, Clone)]
pub(crate) struct WorkerOptions {
    /// Its name, if not that of its host.
    pub(crate) name: Option<String>,
    /// How many cores it has for the load; all unless said.
    pub(crate) cores: Option<u16>,
    /// Whether it is only there to be seen, and takes no work.
    pub(crate) observes: bool,
    /// How many bytes of results it keeps apart, second by second, that the engine does not take.
    pub(crate) spool: usize,
    /// How long it goes on without a sign of a leader.
    pub(crate) orphan_after: Duration,
}

impl Default for WorkerOptions {
    fn default() -> Self {
        Self {
            name: None,
            cores: None,
            observes: false,
            spool: 64 << 20,
            orphan_after: Duration::from_secs(60),
        }
    }
}

/// Why a worker cannot be one.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WorkerError {
    /// The engine does not have it.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The machine does not give what is needed.
    #[error("this program cannot be told from others: {0}")]
    Program(#[from] std::io::Error),
}
