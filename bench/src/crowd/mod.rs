//! The crowd: 100,000 WebSocket sessions at once on one machine, in as many processes as its limit
//! on open files asks for.

mod census;
mod measure;
mod pair;
mod said;

pub(crate) use measure::measure;
