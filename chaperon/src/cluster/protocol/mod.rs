//! What nodes keep in the engine and say to each other. Names and typed options, never code.

mod command;
mod frame;
mod node;
mod plan;
mod run;
mod submission;

pub(crate) use command::{Answer, Ask, Assign, Epoch, Hint, Prepare, Ready};
pub(crate) use frame::{Body, Frame, Last};
pub(crate) use node::{Leader, Node};
pub(crate) use plan::{Part, RunPlan};
pub(crate) use run::{Controls, Outcome, Run, RunState};
pub(crate) use submission::{ConfigSource, OnWorkerLoss, Submission};
