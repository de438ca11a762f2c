//! `load_test!`: which scenarios run, how many, for how long, and with which config.
//!
//! It writes the declaration down as a type with a `LoadTest`; nothing runs here.

mod amounts;
mod check;
mod check_clauses;
mod clauses;
mod entries;
mod expand;
mod feeds;
mod fields;
mod model;
mod parse;
mod pipeline;
mod required;
mod stages;
mod thresholds;

#[cfg(test)]
mod tests;

pub use pipeline::load_test;
