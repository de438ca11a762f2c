//! Many machines as one generator: every node runs the same program, and an engine that knows who is
//! there, what is to be run and what was measured stands between them.
//!
//! What makes load is the runner's, on each node; what is measured is merged as on one machine.

pub(crate) mod client;
mod collected;
pub(crate) mod coordinator;
pub(crate) mod engine;
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

pub use protocol::{ConfigSource, OnWorkerLoss, Submission};
