//! `chaperon::main!`: the program over the load tests that it names.

mod expand;
mod model;
mod parse;
mod pipeline;

#[cfg(test)]
mod tests;

pub use pipeline::main;
