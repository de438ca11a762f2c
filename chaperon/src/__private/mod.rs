//! What the macros call. Not for users: it may change with every release.

mod config;
mod counts;
mod forward;
pub mod macros;
mod names;
mod steps;

pub use config::*;
pub use counts::{Count, count};
pub use names::{assign_info, name_in_crate};
pub use steps::{AwaitedStep, FallibleStep, PlainStep, Step};
pub use tracing;
