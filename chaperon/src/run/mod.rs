//! The composer: options and a load test go in; the runner runs it, and its events become results
//! and exports.

mod brake;
mod checked;
mod conduct;
mod conductor;
mod course;
mod crowd;
mod departures;
mod error;
mod limits;
mod options;
mod part;
mod prepare;
mod prepared;
mod set_up;
mod store;
mod tally;
#[cfg(test)]
mod tests;
mod thresholds;

pub use brake::Order;
pub use conduct::{conduct, run, run_definition};
#[cfg(feature = "cluster")]
pub(crate) use conductor::{Conductor, Driven};
pub use error::RunError;
#[cfg(feature = "cluster")]
pub(crate) use limits::file_limit;
pub use options::{Output, RunOptions};
#[cfg(feature = "cluster")]
pub(crate) use part::Part;
pub use prepare::prepare;
#[cfg(feature = "cluster")]
pub(crate) use prepare::prepare_part;
pub use prepared::Prepared;
pub use store::store;
#[cfg(feature = "cluster")]
pub(crate) use tally::Tally;
