//! What the examples share: a server to load.
//!
//! The examples themselves are the files beside `src`, one idea each.

pub mod demo_target;
