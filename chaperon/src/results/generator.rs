//! What the machine that generated the load says about itself.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::results::micros;

/// From this share of its cores' time on, the generator may be what limits the load.
const NEAR_FULL: f64 = 0.9;
/// A shorter run says nothing about the load on the generator.
const TOO_SHORT: Duration = Duration::from_secs(1);

/// The generator of the load: what it used, and how late it was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generator {
    /// Cores that generated load.
    pub cores: usize,
    /// CPU time that they used, together.
    #[serde(with = "micros")]
    pub cpu: Duration,
    /// Time that passed.
    #[serde(with = "micros")]
    pub wall: Duration,
    /// The longest that anything was done after its time.
    #[serde(with = "micros")]
    pub worst_lag: Duration,
}

impl Generator {
    /// The share of its cores' time that it used, from 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "a number of cores")]
    pub fn cpu_share(&self) -> f64 {
        let there = self.wall.as_secs_f64() * self.cores as f64;
        if there > 0.0 { (self.cpu.as_secs_f64() / there).min(1.0) } else { 0.0 }
    }

    /// What makes its figures doubtful.
    pub(super) fn warning(&self) -> Option<String> {
        let near_full = self.cpu_share() >= NEAR_FULL && self.wall >= TOO_SHORT;
        near_full.then(|| {
            format!(
                "the generator used {:.0}% of its CPU: it may be what limits the rate, and \
                 latencies hold its own delays; use more cores, or fewer sessions",
                self.cpu_share() * 100.0
            )
        })
    }
}
