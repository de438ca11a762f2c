//! The stall test: a target that stands still one second in ten, and what is said of it.

mod freeze;
mod measure;
mod truth;

pub(crate) use measure::measure;
