//! The command line: flags become options, outcomes become exit codes.
//!
//! This is the only place that prints to stderr or picks an exit code.

#[cfg(feature = "api")]
mod api;
mod args;
mod check;
mod config;
mod exit;
mod format;
mod list;
mod logs;
mod main;
mod pick;
mod run;
mod screen;
mod signals;
mod trial;

pub use main::main;
#[cfg(feature = "api")]
pub use main::main_with_option_parser;
