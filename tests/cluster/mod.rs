//! Clusters of real processes, with a real NATS server between them and a target that counts.

mod client;
mod faults;
mod queue;
pub mod real;
mod whole;
