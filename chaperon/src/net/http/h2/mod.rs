//! HTTP/2, by the `h2` crate: a slot's connections, and the exchanges that share them.
//!
//! What a slot has of it is made when it first has to do with it. `h2` reads and writes frames, and
//! keeps to what the server allows; [`drive`] has it do so. What it does not tell is seen at the
//! socket by [`watch`].

mod attempt;
mod compose;
mod connection;
mod drive;
mod failed;
mod place;
mod receiving;
mod relay;
mod sending;
mod slot;
mod socket;
mod turns;
mod watch;

#[cfg(feature = "reqwest")]
pub(super) use connection::{STREAM_WINDOW, WINDOW, head_room};
#[cfg(feature = "reqwest")]
pub(super) use failed::{Broken, Where, told};
pub(super) use slot::H2Slot;
