//! What a leader asks of a worker, and the answers. JSON on the wire.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{RunPlan, Submission};
use crate::session::{Return, Visit};

/// The revision of the leader's record when it gave a command; a worker ignores a command of a lower
/// one than it has seen.
pub(crate) type Epoch = u64;

/// What a node is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Ask {
    /// Whether it could take part in a run; answered by `ready` or `refused` at once.
    Prepare { epoch: Epoch, prepare: Prepare },
    /// To run the load test's `setup`; answered by `set_up` or `refused` when that has ended.
    SetUp { epoch: Epoch, run: String },
    /// To take a part in a plan; answered by `assigned` or `refused` when its `worker_setup` has
    /// ended. It then waits for the run's `start_at`.
    Assign { epoch: Epoch, assign: Assign },
    /// To run a scenario in a session that is sent with it; answered by `ran` or `refused`.
    RunScenario { run: String, visit: Visit },
}

/// What a worker has to know to say whether it could take part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Prepare {
    pub(crate) run: String,
    /// The leader's build, which has to be the worker's.
    pub(crate) build: String,
    pub(crate) submission: Submission,
}

/// A plan, in which the worker finds its part by its name and boot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Assign {
    pub(crate) run: String,
    pub(crate) plan: RunPlan,
}

/// What a node answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Answer {
    Ready(Ready),
    /// What `setup` gave, as JSON; nothing if there is none.
    SetUp {
        value: Option<Value>,
    },
    /// It waits for the start of the plan of this revision.
    Assigned {
        revision: u32,
        build: String,
    },
    /// The session after the scenario.
    Ran {
        back: Return,
    },
    /// Why a session does not come back that had been let in.
    Cut {
        reason: String,
    },
    /// Why not, in words for people.
    Refused {
        reason: String,
    },
}

/// Why a worker refuses a command that is not its leader's, as far as it knows.
pub(crate) const OTHER_LEADER: &str = "another leader has been seen since";

/// A worker that can take part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ready {
    pub(crate) boot: String,
    pub(crate) build: String,
    pub(crate) cores: u32,
    /// Its wall clock when it answered, in microseconds since the Unix epoch.
    pub(crate) clock_us: i64,
}
