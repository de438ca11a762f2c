//! WebSocket: connecting over the same dialling as HTTP, and a connection that lives by itself.
//!
//! The task of its session reads each connection, answers pings and keeps what arrives, also while
//! the session does something else. Which message a session waits for is not decided here.

mod connect;
mod decoder;
mod ended;
mod frame;
mod goodbye;
mod handshake;
mod inbox;
mod message;
mod receiving;
mod socket;
mod wire;

#[cfg(test)]
mod beside_tungstenite;

pub use connect::{Connected, WsRequest, WsSettings, connect};
pub use message::{Message, Received};
pub use receiving::Receiving;
pub use socket::WebSocket;
