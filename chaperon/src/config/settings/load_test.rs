//! The built-in keys of a load test as a whole.

use std::time::Duration;

use chaperon_macros::Config;

use crate::config::settings::{Positive, Timeout};

/// What holds for a load test as a whole: keys of `default_config` only.
#[derive(Debug, Clone, Config)]
pub struct LoadTestSettings {
    /// How long the load test may take.
    #[config(default = none)]
    pub load_test_timeout: Timeout,
    /// How many sessions of open loads (`at`) run at once, at most; an arrival beyond them is
    /// dropped, and counted. As many as the limit on open files leaves, unless it is set.
    pub max_sessions: Option<Positive>,
    /// How many metrics a run keeps apart, and how many groups and session names.
    #[config(default = 10_000)]
    pub max_metrics: Positive,
    /// How much of the beginning is left out of thresholds and headline figures.
    #[config(default = 0s)]
    pub warm_up: Duration,
    /// How long sessions may take to end once the load test stops.
    #[config(default = 30s)]
    pub graceful_stop: Duration,
    /// Whether results of actions are printed, and the last of each session kept.
    #[config(default = false)]
    pub print_results: bool,
}
