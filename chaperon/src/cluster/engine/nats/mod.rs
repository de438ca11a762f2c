//! The engine of many machines: NATS with JetStream, version 2.9.10 or newer.
//!
//! Every record and every result is a message in a stream of the server, which acknowledges it when
//! it is stored. Names and limits of the streams are in `layout`.

mod asking;
mod connect;
mod credentials;
mod engine;
mod events;
mod failure;
mod follow;
mod layout;
mod link;
mod options;
mod results;
mod server;
mod tables;
mod tls;
mod watch;

pub(crate) use engine::Nats;
pub use options::NatsOptions;
