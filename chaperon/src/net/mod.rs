//! The network: dialling a target, HTTP and WebSocket over it, each phase timed apart.
//!
//! Everything here belongs to one core and is not `Send`. Sessions, metrics and configuration keys
//! are not known here: settings come in as plain values, and outcomes go out as plain values.

mod connections;
mod core;
mod deadline;
mod dial;
mod failure;
mod gate;
pub mod http;
mod origin;
mod settings;
mod targets;
mod timer;
mod timing;
mod traffic;
mod url;
pub mod ws;

pub use connections::Connections;
pub use core::Net;
pub use failure::Failure;
pub use origin::Origin;
pub use settings::{KnownHost, NetSettings, TlsSettings, WireKind};
pub use targets::Targets;
pub use traffic::Traffic;
pub use url::{BaseUrl, Url, push_segment};

#[cfg(test)]
mod tests;
