//! What the macros call. Not for users: it may change with every release.

mod config;
mod counts;
mod forward;
mod hooks;
mod load_test;
pub mod macros;
mod names;
mod scenario;
mod steps;
mod thresholds;

pub use config::*;
pub use counts::{Count, count, rate};
pub use hooks::{HookFunction, hook};
pub use load_test::*;
pub use names::{assign_info, name_in_crate};
pub use scenario::*;
pub use steps::{AwaitedStep, FallibleStep, PlainStep, Step};
pub use thresholds::*;
pub use tracing;
