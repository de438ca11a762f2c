//! HTTP/1.1: what is written, how what comes back is read, and one connection's way through both.
//!
//! [`Decoder`] knows bytes but no I/O, so that it can be tried with every way of splitting them.

mod chunked;
mod compose;
mod connection;
mod decoder;
mod framing;
mod job;
mod known;
mod parse;
mod sink;

pub(super) use compose::{announces_body, check};
pub(in crate::net) use connection::Connection;
pub(in crate::net) use decoder::Asked;
pub(in crate::net) use job::Broken;
pub(in crate::net) use known::KnownHeads;
pub(super) use sink::Sink;
#[cfg(any(test, fuzzing))]
pub(super) use {
    compose::head as compose,
    decoder::{Decoder, Fed},
};
