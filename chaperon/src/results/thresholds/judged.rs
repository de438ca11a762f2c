//! What a run comes to by one threshold.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::nothing;
use super::tally::Tally;
use crate::load_test::threshold::{Quantity, Threshold};
use crate::metrics::Snapshot;

/// Whether a threshold was kept to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// It was kept to.
    Passed,
    /// It was broken.
    Failed,
    /// There was nothing to judge it by, and why; the run fails by that too.
    NoData(String),
}

/// What became of the windows of a threshold with `over`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Windows {
    /// How many were judged: full ones in which there was something.
    pub judged: u64,
    /// How many of them broke the threshold.
    pub broken: u64,
    /// When the worst of them ended, in whole seconds since the load began.
    pub worst_end: u64,
}

/// A threshold and what the run comes to by it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// The threshold.
    pub threshold: Threshold,
    /// Whether it was kept to.
    pub outcome: Outcome,
    /// What was measured, in the limit's unit: of the whole run, or in the worst window. Of a
    /// threshold that stopped the load test, what it was when it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<Quantity>,
    /// What became of its windows, if it has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub windows: Option<Windows>,
}

impl Judged {
    /// Judges by the whole run, whose load took `load` without the warm-up.
    pub(super) fn whole(threshold: &Threshold, snapshot: &Snapshot, load: Duration) -> Self {
        let tally = Tally::of(threshold, snapshot);
        let measured = tally.and_then(|tally| tally.figure(threshold.measure(), load));
        match measured {
            Some(figure) => Self::measured(threshold, figure),
            None => Self::no_data(threshold, nothing::why(threshold, snapshot)),
        }
    }

    /// Judges by what was measured.
    pub(super) fn measured(threshold: &Threshold, figure: f64) -> Self {
        let outcome = match holds(threshold, figure) {
            true => Outcome::Passed,
            false => Outcome::Failed,
        };
        Self {
            threshold: threshold.clone(),
            outcome,
            measured: Some(in_unit(threshold, figure)),
            windows: None,
        }
    }

    pub(super) fn no_data(threshold: &Threshold, why: String) -> Self {
        let outcome = Outcome::NoData(why);
        Self { threshold: threshold.clone(), outcome, measured: None, windows: None }
    }

    /// Whether it was kept to.
    pub fn passed(&self) -> bool {
        self.outcome == Outcome::Passed
    }
}

impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { threshold, outcome, measured, windows } = self;
        match outcome {
            Outcome::Passed => write!(f, "the threshold `{threshold}` was kept to")?,
            Outcome::Failed => write!(f, "the threshold `{threshold}` was broken")?,
            Outcome::NoData(why) => {
                return write!(f, "the threshold `{threshold}` has no data: {why}");
            }
        }
        match (measured, windows) {
            (Some(measured), None) => write!(f, ": it was {measured}"),
            (Some(measured), Some(Windows { judged, broken, worst_end })) => {
                let begin = worst_end
                    .saturating_sub(threshold.window().map_or(0, |window| window.as_secs()));
                write!(
                    f,
                    " in {broken} of {judged} windows: at worst it was {measured}, from second \
                     {begin} to {worst_end}"
                )
            }
            (None, _) => Ok(()),
        }
    }
}

pub(super) fn holds(threshold: &Threshold, figure: f64) -> bool {
    threshold.comparison().holds(figure, threshold.limit().value)
}

fn in_unit(threshold: &Threshold, figure: f64) -> Quantity {
    Quantity { unit: threshold.limit().unit, value: figure }
}
