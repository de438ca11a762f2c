//! What a node says of itself.

use serde::{Deserialize, Serialize};

use crate::cluster::engine::Troubles;

/// A node, as it writes itself down every 2 s in the table of nodes, under its name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Node {
    /// `host-<boot>` unless it was given one.
    pub(crate) name: String,
    /// Drawn anew by each process: two processes of one name are told apart by it.
    pub(crate) boot: String,
    /// Of the program's file: only nodes of one build run a load test together.
    pub(crate) build: String,
    /// Of the names of its load tests and scenarios.
    pub(crate) registry: String,
    /// Whether it takes a share of the load.
    pub(crate) works: bool,
    /// Whether it leads, or would when the leader is lost.
    pub(crate) coordinates: bool,
    pub(crate) cores: u32,
    /// How many files it may have open.
    pub(crate) files: u64,
    /// Share of its cores that its process uses, from 0 to 1.
    pub(crate) cpu: f64,
    /// How late its last timer was, in microseconds.
    pub(crate) timer_lag_us: u64,
    /// The run that it works for.
    pub(crate) run: Option<String>,
    /// The revision of that run's plan.
    pub(crate) plan: Option<u32>,
    /// Frames that the engine has not acknowledged yet.
    pub(crate) spooled: u64,
    /// With its connection to the engine.
    #[serde(default)]
    pub(crate) troubles: Troubles,
}

/// Who leads, as written in the table of the leader under `leader`. The record's revision is the
/// epoch of the leader's commands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Leader {
    pub(crate) node: String,
    pub(crate) boot: String,
}
