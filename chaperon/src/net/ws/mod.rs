//! WebSocket: connecting over the same dialling as HTTP, and a connection that lives by itself.
//!
//! A local task reads each connection, answers pings and keeps what arrives, also while the
//! session does something else. Which message a session waits for is not decided here.

mod buffered;
mod connect;
mod ended;
mod handshake;
mod inbox;
mod message;
mod reader;
mod socket;

pub use connect::{Connected, WsRequest, WsSettings, connect};
pub use message::{Message, Received, Text};
pub use socket::WebSocket;
