//! Thresholds: what a run is held to. As they are written, and what is wrong with them as such.
//!
//! Whether a run kept to them is found in `results`.

mod check;
mod declared;
mod measure;
mod quantity;

pub(super) use check::check;
pub use declared::{Comparison, Threshold};
pub use measure::{Latency, Measure, Metric, Statistic};
pub use quantity::{Quantity, Unit};
