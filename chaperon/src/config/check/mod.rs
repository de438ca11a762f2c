//! Checks that run while a load test is compiled: `const fn`s over what is known about keys.
//!
//! Their panics are the messages; a macro calls them in a `const` at the user's token.

mod built_in;
mod known;
mod near;
mod required;
mod text;

pub use built_in::no_built_in;
pub use known::known;
pub use required::{Place, required};
