//! WebSockets of a session: connect, send, receive, await, close.

mod attempt;
mod close;
mod connect;
mod expect;
mod message;
mod receive;
mod send;
mod session;

pub use connect::WsConnect;
pub use expect::Expect;
pub use message::WsMessage;
pub use receive::{WsAwait, WsDecoded, WsReceive};
pub use send::WsSend;
pub use session::Ws;
