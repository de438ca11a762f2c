//! What a node says of itself.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::cluster::engine::Troubles;

/// A node of a cluster, as it wrote itself down within the last 6 s.
// Every 2 s, in the table of nodes, under its name.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node {
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

impl Node {
    /// What it is called: `host-` and six letters and digits, unless it was given a name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it takes a share of the load. One that neither works nor coordinates observes.
    pub fn works(&self) -> bool {
        self.works
    }

    /// Whether it leads, or would when the leader is lost.
    pub fn coordinates(&self) -> bool {
        self.coordinates
    }

    /// How many cores it has for the load.
    pub fn cores(&self) -> u32 {
        self.cores
    }

    /// The share of its cores that its process uses, from 0 to 1.
    pub fn cpu(&self) -> f64 {
        self.cpu
    }

    /// How late its last timer was: a machine that is busy with other things makes load late.
    pub fn timer_lag(&self) -> Duration {
        Duration::from_micros(self.timer_lag_us)
    }

    /// The id of the run that it works for.
    pub fn run(&self) -> Option<&str> {
        self.run.as_deref()
    }

    /// A hash of its program: only nodes of one build run a load test together.
    pub fn build(&self) -> &str {
        &self.build
    }
}

/// Who leads, as written in the table of the leader under `leader`. The record's revision is the
/// epoch of the leader's commands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Leader {
    pub(crate) node: String,
    pub(crate) boot: String,
}
