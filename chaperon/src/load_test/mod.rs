//! A load test as it is declared: scenarios, how many, for how long, with which config.
//!
//! Who starts when follows from it in `plan`; nothing runs here.

mod check;
mod definition;
mod entry;
mod load;
mod registry;
mod stages;
pub mod threshold;

pub use check::{Finding, check};
pub use definition::{Definition, LoadTest};
pub use entry::Entry;
pub use load::Load;
pub use registry::{LoadTestRef, Registry};
pub use stages::{Stage, Stages};
