//! The command line: flags become options, outcomes become exit codes.
//!
//! This is the only place that prints to stderr or picks an exit code.

#[cfg(feature = "api")]
mod api;
mod args;
#[cfg(feature = "cluster")]
mod cancel;
mod check;
#[cfg(feature = "cluster")]
mod cluster;
mod config;
#[cfg(feature = "cluster")]
mod coordinator;
#[cfg(feature = "cluster")]
mod engine;
mod exit;
#[cfg(feature = "cluster")]
mod lead;
mod list;
mod logs;
mod main;
mod pick;
mod run;
mod screen;
#[cfg(feature = "api")]
mod serve;
mod signals;
#[cfg(feature = "cluster")]
mod status;
#[cfg(feature = "cluster")]
mod submit;
mod trial;
#[cfg(feature = "cluster")]
mod worker;

pub use main::{main, main_with_option_parser};
