//! What nodes keep in the engine and say to each other. Names and typed options, never code.

mod command;
mod frame;
mod frame_bytes;
mod node;
mod plan;
mod run;
mod submission;

pub(crate) use command::{Answer, Ask, Assign, Epoch, OTHER_LEADER, Prepare, Ready};
pub(crate) use frame::{Body, Frame, Last};
pub(crate) use frame_bytes::FrameReader;
pub(crate) use node::Leader;
pub use node::Node;
pub(crate) use plan::{Part, RunPlan};
pub(crate) use run::Controls;
pub use run::{Outcome, Run, RunState};
pub use submission::{ConfigSource, OnWorkerLoss, Submission};

/// A record, a command or an answer as JSON.
pub(crate) fn to_bytes<T: serde::Serialize>(value: &T) -> bytes::Bytes {
    // What is written here are structs of texts and numbers, which JSON takes.
    serde_json::to_vec(value).unwrap_or_default().into()
}

/// What is written in JSON.
pub(crate) fn from_bytes<T: serde::de::DeserializeOwned>(
    bytes: &[u8],
) -> Result<T, serde_json::Error> {
    serde_json::from_slice(bytes)
}
