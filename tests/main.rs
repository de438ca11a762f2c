//! The integration tests: one binary, real servers in process, no network but loopback.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by them")]

#[cfg(feature = "api")]
mod api;
mod bad_input;
mod built;
mod cli;
#[cfg(feature = "cluster")]
mod cluster;
mod conformance;
mod demo_target;
mod demo_target_channels;
mod examples;
mod exports;
mod feed_files;
mod floors;
mod http2;
mod mistakes_in_docs;
mod nginx;
mod odd_httpd;
mod parity;
mod program;
mod raw_client;
mod results_file;
mod session;
mod ui;
mod under_pressure;
mod until;
