//! A coordinator: one of them leads at a time. It takes runs from the queue, has workers make their
//! load, merges what they measured, and writes the report.
//!
//! All that it knows is in the engine: another one goes on where it ended.

mod asking;
mod clock;
mod collect;
mod finish;
mod lead;
mod lease;
mod muster;
mod options;
mod prepare;
mod queue;
#[cfg(test)]
mod tests;
mod workers;

pub(crate) use lead::run;
pub use options::CoordinatorError;
pub(crate) use options::CoordinatorOptions;
#[cfg(feature = "api")]
pub(crate) use options::Exporters;
