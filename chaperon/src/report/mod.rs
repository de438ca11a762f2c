//! Results as a person reads them in a terminal: live while the run goes on, and a table at its end.
//!
//! Both write to what they are given. Formats for other programs are in `export`.

mod errors;
mod grid;
mod live;
mod paint;
mod progress;
mod scenario;
mod table;
mod thresholds;
mod words;

pub(crate) use live::Live;
pub use table::Table;
