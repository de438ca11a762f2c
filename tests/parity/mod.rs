//! Every name of the original's API, used once against a real server, row by row of the migration
//! page: a file for each of its parts, a test for each row or group of rows, named after it.
//!
//! How each of them works in depth is tested in `session`; the examples, in `examples`. Rows that
//! need many machines are in `cluster`: `Master`, `Worker`, `connect_to_master`; those of the HTTP API
//! in `api`.

mod control;
mod differences;
mod entry_points;
mod http;
mod page;
mod state;
mod tasks_and_signals;
mod walk;
mod web_socket;
