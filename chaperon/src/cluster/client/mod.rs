//! Asking a cluster from outside: runs are submitted, looked at, steered and cancelled.
//!
//! Whoever has an engine can ask; there need not be a leader. What comes of it is the leader's.

mod ask;
mod connect;
mod error;
mod id;
mod live;
mod look;
mod secrets;
mod steer;

pub use ask::Client;
pub use error::ClientError;
