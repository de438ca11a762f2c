//! A run, from its place in the queue to its outcome: the truth that all nodes go by.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{RunPlan, Submission};
use crate::event::Steering;
use crate::time::Rate;

/// A run of a cluster, as it was when it was asked for: from its place in the queue to its outcome.
// As it is written in the table of runs under its id. Every change is by compare-and-set. The queue is
// all runs that are queued, in the order of their revisions: a queued run is not changed but to begin
// it or to cancel it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    pub(crate) id: String,
    pub(crate) submission: Submission,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) submitted: OffsetDateTime,
    pub(crate) state: RunState,
    /// Why it failed, was cancelled, is degraded, or is stopping.
    pub(crate) reason: Option<String>,
    /// Who runs what, once that is decided.
    pub(crate) plan: Option<RunPlan>,
    /// What was changed in flight.
    #[serde(default)]
    pub(crate) controls: Controls,
    /// What came of it, once its report is written.
    pub(crate) outcome: Option<Outcome>,
}

impl Run {
    /// By which it is asked for: the time in UTC at which it was submitted, then six letters and
    /// digits; one of its key, if it was given one.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What was asked for.
    pub fn submission(&self) -> &Submission {
        &self.submission
    }

    /// When it was submitted, by the clock of whoever did.
    pub fn submitted(&self) -> OffsetDateTime {
        self.submitted
    }

    /// How far it is.
    pub fn state(&self) -> RunState {
        self.state
    }

    /// Why it failed, was cancelled, is degraded, or is stopping.
    pub fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// The names of the workers that make its load; none before that is decided.
    pub fn workers(&self) -> impl Iterator<Item = &str> {
        self.plan.iter().flat_map(|plan| &plan.parts).map(|part| part.node.as_str())
    }

    /// Whether nothing new is started in it until it is resumed.
    pub fn is_paused(&self) -> bool {
        self.controls.paused
    }

    /// The rates that were changed while it went on, over all workers, by the titles of entries.
    pub fn rates(&self) -> impl Iterator<Item = (&str, Rate)> {
        let rates = self.controls.rates.iter();
        rates.map(|(title, rate)| (title.as_str(), Rate::per_second(*rate)))
    }

    /// What came of it, once its report is written, or once it is clear that there will be none.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// Whether what goes on of it is to come to its end.
    pub(crate) fn stops(&self) -> bool {
        self.state.is_over() || self.state == RunState::Draining
    }
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RunState {
    /// It waits for its turn.
    Queued,
    /// Workers are asked, set-ups run.
    Preparing,
    /// The load goes on, or will at the plan's `start_at`.
    Running,
    /// It is told to stop; what is under way comes to its end.
    Draining,
    /// All that was measured is in its report.
    Done,
    /// It came to no load, or was stopped by the loss of a worker.
    Failed,
    /// Somebody did not want it; what was measured by then is in its report.
    Cancelled,
    /// Something that was measured is missing in its report, which says what.
    Degraded,
}

impl RunState {
    /// Whether nothing of it goes on any more, or is not to.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Failed | Self::Cancelled | Self::Degraded)
    }

    /// Whether it has begun, and is not over.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Preparing | Self::Running | Self::Draining)
    }
}

/// As it is told to people.
impl fmt::Display for RunState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Queued => "queued",
            Self::Preparing => "preparing",
            Self::Running => "running",
            Self::Draining => "draining",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Degraded => "degraded",
        })
    }
}

/// What was changed while the run went on.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Controls {
    /// Whether nothing new is started.
    pub(crate) paused: bool,
    /// Arrivals a second over all workers, instead of the planned ones, by the titles of entries.
    pub(crate) rates: BTreeMap<String, f64>,
}

impl Controls {
    /// What they say to whoever drives the load.
    pub(crate) fn steering(&self) -> Steering {
        let rates = self.rates.iter();
        let rate =
            |(title, rate): (&String, &f64)| (title.clone(), Rate::per_second(1_u64).scaled(*rate));
        Steering { paused: self.paused, rates: rates.map(rate).collect() }
    }
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// As a run on one machine would have ended; 4 when it is degraded.
    pub(crate) exit_code: u8,
    /// What was wrong, a line each.
    pub(crate) findings: Vec<String>,
    /// Where the report is, on the node that wrote it.
    pub(crate) report: Option<String>,
    pub(crate) node: String,
}

impl Outcome {
    /// As `run` on one machine would have ended: 0 when all is well, 4 when it is degraded or its
    /// figures say nothing, 3 when a threshold failed, 2 for wrong config, 5 when an export failed,
    /// 130 and 143 when a signal ended it, 1 for all else.
    pub fn exit_code(&self) -> u8 {
        self.exit_code
    }

    /// What was wrong, a line each.
    pub fn findings(&self) -> &[String] {
        &self.findings
    }

    /// Where the report is, on [`node`](Self::node).
    pub fn report(&self) -> Option<&str> {
        self.report.as_deref()
    }

    /// The name of the coordinator that wrote the report; empty when the run never began.
    pub fn node(&self) -> &str {
        &self.node
    }
}
