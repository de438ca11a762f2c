//! A worker: it says that it is there, does what a leader asks, and runs its part of a load test by
//! itself once that has begun.

mod asks;
mod frames;
mod options;
mod others;
mod part;
mod seconds;
mod sign;
mod spool;
#[cfg(test)]
mod tests;
mod truth;
mod work;

pub(crate) use asks::run;
pub(crate) use frames::Viewer;
pub(crate) use options::{WorkerError, WorkerOptions};
