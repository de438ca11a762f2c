//! How a coordinator is started.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::cluster::engine::EngineError;
use crate::export::Exporter;

/// Makes the exports that a submission names.
pub(crate) type Exporters = fn(&[String]) -> Result<Vec<Arc<dyn Exporter>>, String>;

/// What a coordinator is told when it is started.
#[derive(Debug, Clone)]
pub(crate) struct CoordinatorOptions {
    /// Its name, if not that of its host.
    pub(crate) name: Option<String>,
    /// How long nothing is run between two runs.
    pub(crate) pause_between: Duration,
    /// The folder of its reports.
    pub(crate) output: PathBuf,
    /// How exports are made.
    pub(crate) exporters: Exporters,
    /// Whether a run that goes on comes to its end before this does: its worker is in the same
    /// process, and ends with it.
    pub(crate) ends_runs: bool,
}

/// Why a coordinator cannot be one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CoordinatorError {
    /// The engine does not have it.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The machine does not give what is needed: a thread, or a look at the program's file.
    #[error("this program cannot be a coordinator: {0}")]
    Program(#[from] std::io::Error),
}
