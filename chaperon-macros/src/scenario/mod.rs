//! `#[scenario]`: makes an async function a scenario.
//!
//! The function stays as written. Beside it comes a struct of the same name, which lives in the
//! type namespace alone and implements `Scenario` by calling the function.

mod attributes;
mod check;
mod expand;
mod model;
mod parse;
mod pipeline;

#[cfg(test)]
mod tests;

pub use pipeline::scenario;
