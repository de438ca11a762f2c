//! The composer: options and a load test go in; the runner runs it, and its events become results
//! and exports.

mod brake;
mod conduct;
mod conductor;
mod error;
mod limits;
mod options;
mod prepare;
mod set_up;
mod store;
mod tally;
mod thresholds;

pub use brake::Order;
pub use conduct::{conduct, run, run_definition};
pub use error::RunError;
pub use options::{Output, RunOptions};
pub use prepare::{Prepared, prepare};
pub use store::store;
