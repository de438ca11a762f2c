//! The macros that `chaperon` forwards to, under the names that users know.

pub use chaperon_macros::{config, load_test, main, steps};
