//! Many machines as one generator: every node runs the same program, and an engine that knows who is
//! there, what is to be run and what was measured stands between them. How it is used is told in
//! [`docs::many_machines`](crate::docs::many_machines).
//!
//! A program of one's own asks a cluster by a [`Client`], and is a part of one by a [`Coordinator`].
//! What makes load is the runner's, on each node; what is measured is merged as on one machine.

pub(crate) mod client;
mod collected;
pub(crate) mod coordinator;
pub(crate) mod engine;
mod here;
mod identity;
mod led;
mod lookout;
mod options;
mod patience;
mod presence;
pub(crate) mod protocol;
mod report;
mod runs;
mod sequence;
mod source;
pub(crate) mod worker;

pub use client::{Client, ClientError};
pub use coordinator::CoordinatorError;
pub use engine::{EngineError, NatsOptions};
pub(crate) use here::lead_and_work;
pub use here::{Coordinator, LeadOptions};
pub use protocol::{ConfigSource, Node, OnWorkerLoss, Outcome, Run, RunState, Submission};

pub use crate::load_test::Registry;
