//! Feeds: rows of data for sessions, read and checked before the load, then dealt one by one.
//!
//! A row is asked for in `action`, and that a load test has feeds is said in `load_test`.

mod csv;
mod declared;
mod error;
mod faults;
mod feeds;
mod file;
mod jsonl;
mod queue;
mod records;
mod rows;
mod share;
#[cfg(test)]
mod tests;

pub use declared::Feed;
pub(crate) use error::FeedError;
pub(crate) use feeds::{Feeds, Held};
pub(crate) use share::Worker;
