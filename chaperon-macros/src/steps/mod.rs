//! `steps!`: the pipeline of a scenario, step after step.
//!
//! Each step becomes one call of a function or of a `Session` method; what they do is in the
//! runtime.

mod arguments;
mod chain;
mod check;
mod expand;
mod model;
mod operator;
mod parse;
mod pipeline;

#[cfg(test)]
mod tests;

pub use pipeline::steps;
