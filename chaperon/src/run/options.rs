//! What can be asked of a run.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use crate::config::Layer;
use crate::export::Exporter;
use crate::metrics::MetricFilter;
use crate::net::http::HttpClients;

/// What is asked of a run, beyond what the load test says.
///
/// ```
/// use chaperon::RunOptions;
/// use chaperon::prelude::*;
///
/// let options = RunOptions { duration: Some(seconds(30)), cores: Some(1), ..RunOptions::default() };
/// # assert!(options.exports.is_empty());
/// ```
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// Config keys that win over all that the load test says.
    pub config: Layer,
    /// A word that marks the run and its files.
    pub tag: Option<String>,
    /// What results are written as. None: nothing is written.
    pub exports: Vec<Arc<dyn Exporter>>,
    /// Where they go.
    pub output: Output,
    /// What is recorded at all.
    pub metrics: MetricFilter,
    /// Whether each virtual user has rows of its own. Refused above 1,000 of them.
    pub per_session: bool,
    /// Whether every action is told to the listener as it ends, and its result kept for
    /// [`Session::results`](crate::Session::results).
    pub print_results: bool,
    /// Ends the load after this time.
    pub duration: Option<Duration>,
    /// Scales the number of sessions.
    pub scale: Option<f64>,
    /// How many cores to use; all unless said.
    pub cores: Option<u16>,
    /// Makes random choices repeatable; drawn at random unless said, and told by
    /// [`RunResults::seed`](crate::results::RunResults::seed).
    ///
    /// Runs of one load test with the same seed choose the same, on any number of cores: when
    /// `poisson` arrivals come; in which order a shuffled feed deals its rows (of several machines,
    /// each shuffles its share); and for each slot,
    /// session after session, or for each arrival by its number, how long random delays and the pauses
    /// before retries and reconnects are. What time decides is not repeated: which of the slots that
    /// share `times 1000` runs the next session, how many sessions a slot runs in `for 5min`, which
    /// arrivals are dropped, which of the sessions under way asks for the next row of a feed, and how
    /// requests of different sessions interleave.
    pub seed: Option<u64>,
    /// How the wire `reqwest` comes by its clients; those of the load test unless said.
    pub http_clients: HttpClients,
}

/// Where exports go.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Output {
    /// `results/<date>/<load test>/[<tag>-]<time>.<extension>`.
    #[default]
    Default,
    /// This path, the extension added.
    Path(PathBuf),
    /// Standard output; no file is written, unless that fails. Refused beside exports that send.
    Stdout,
}
