//! HTTP/2, by `hyper`: a slot's connections, and the exchanges that share them.
//!
//! What a slot has of it is made when it first has to do with it. `hyper` hides from us what goes
//! on in a connection; what can be seen at its socket is seen by [`watch`].

mod attempt;
mod compose;
mod connection;
mod failed;
mod local;
mod outgoing;
mod place;
mod slot;
mod socket;
mod turns;
mod watch;

#[cfg(feature = "reqwest")]
pub(super) use connection::{STREAM_WINDOW, WINDOW, head_room};
#[cfg(feature = "reqwest")]
pub(super) use failed::{Broken, Where, told};
pub(super) use slot::H2Slot;
