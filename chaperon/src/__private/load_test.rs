//! What `load_test!` and `main!` become calls of.

pub use std::boxed::Box;
pub use std::process::ExitCode;

pub use crate::cli::{main, main_with_option_parser};
pub use crate::feed::Feed;
pub use crate::load_test::{Definition, Entry, Load, LoadTest, Registry, Stage, Stages};
pub use crate::scenario::ScenarioRef;
