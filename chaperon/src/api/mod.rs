//! The HTTP API over the queue of runs: who asks is let in or not, and what is asked becomes calls of
//! the cluster's client. How it is used is told in [`docs::http_api`](crate::docs::http_api).
//!
//! Nothing is kept here; runs are the cluster's.

mod auth;
mod body;
mod cancel;
mod error;
mod fields;
mod hosts;
mod listing;
mod one_run;
mod option_parser;
mod options;
mod problem;
mod routes;
mod schedule;
mod serve;
mod server;
mod steer;
#[cfg(test)]
mod tests;
mod tls;

pub(crate) use auth::Token;
pub use option_parser::{DefaultOptions, OptionError, OptionParser};
pub(crate) use options::{ApiOptions, DEFAULT_ADDRESS, TlsFiles};
pub(crate) use routes::Api;
pub(crate) use serve::serve;
pub(crate) use server::Listening;

pub use crate::cluster::{ConfigSource, OnWorkerLoss, Submission};
