//! The crowd: 100,000 WebSocket sessions at once on one machine, in as many processes as its limit
//! on open files asks for.

mod census;
mod engine;
mod generators;
mod measure;
mod said;
mod target;

pub(crate) use measure::{apart, cluster};
