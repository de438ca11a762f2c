//! What is known of a run when it begins.

use std::sync::Arc;
use std::time::Duration;

/// The load begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    /// The load test's name.
    pub load_test: Arc<str>,
    /// Cores that generate load.
    pub cores: usize,
    /// By which its random choices can be repeated.
    pub seed: u64,
    /// How long it is planned to take; `None` when that depends on the sessions.
    pub duration: Option<Duration>,
    /// Its entries, in the order in which they are written.
    pub entries: Vec<Planned>,
}

/// One entry of the load test, as it is planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// The name that its session counts have in snapshots.
    pub scenario: Arc<str>,
    /// Sessions it will start; `None` when that depends on how long they take.
    pub sessions: Option<u64>,
    /// How long it lasts, from the begin of the load; `None` when its sessions decide that.
    pub duration: Option<Duration>,
}
