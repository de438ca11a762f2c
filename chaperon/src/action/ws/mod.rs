//! WebSockets of a session: connect, send, receive, await, close.

mod attempt;
mod close;
mod connect;
mod expect;
mod message;
mod receive;
mod receiving;
mod send;
mod session;
mod under_way;

pub use connect::WsConnect;
pub use expect::Expect;
pub use message::WsMessage;
pub use receive::{WsAwait, WsDecoded, WsReceive};
pub use receiving::WsReceiving;
pub use send::{WsSend, WsSending};
pub use session::Ws;
