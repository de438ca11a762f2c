//! Phases: those of one HTTP request, and those of a whole run.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Where the time of one HTTP request went. A phase that did not happen is `None`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Phases {
    /// Waiting for a free connection of the slot.
    pub blocked: Option<Duration>,
    /// Looking the host up.
    pub dns: Option<Duration>,
    /// Connecting by TCP.
    pub connect: Option<Duration>,
    /// The TLS handshake.
    pub tls: Option<Duration>,
    /// Writing the request.
    pub send: Option<Duration>,
    /// From the request's last byte to the response's first.
    pub wait: Option<Duration>,
    /// From the response's first byte to its last.
    pub receive: Option<Duration>,
}

/// The phase of the run in which a sample was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunPhase {
    /// The load is rising to its level.
    Ramp,
    /// Before the load test's `warm_up` is over; left out of thresholds and headline figures.
    WarmUp,
    /// The load is at its level.
    Steady,
    /// The run is stopping, and what is under way comes to its end.
    Drain,
}
