//! Why a connection is over.

use std::io;
use std::rc::Rc;

use super::goodbye::Goodbye;
use crate::error::{Error, ErrorKind};
use crate::net::failure::transport;

/// Why a connection is over; said to each who still wants something of it.
#[derive(Debug, Clone)]
pub(super) struct Ended {
    pub(super) kind: ErrorKind,
    message: Rc<str>,
}

impl Ended {
    fn new(kind: ErrorKind, message: impl Into<Rc<str>>) -> Self {
        Self { kind, message: message.into() }
    }

    pub(super) fn error(&self) -> Error {
        Error::new(self.kind, &*self.message)
    }

    /// Closed by us.
    pub(super) fn here() -> Self {
        Self::new(ErrorKind::WsClosed, "the WebSocket was closed by this session")
    }

    /// Closed by the server, with what it says.
    pub(super) fn there(goodbye: &Goodbye) -> Self {
        let message = match &goodbye.said {
            None => "the server closed the WebSocket".to_owned(),
            Some((code, reason)) => {
                let colon = if reason.is_empty() { "" } else { ": " };
                format!("the server closed the WebSocket, code {code}{colon}{reason}")
            }
        };
        Self::new(ErrorKind::WsClosed, message)
    }

    /// Cut by the server.
    pub(super) fn cut() -> Self {
        let message = "the server cut the WebSocket's connection without closing it";
        Self::new(ErrorKind::Reset, message)
    }

    /// What the server sends is against the protocol.
    pub(super) fn broken(what: &str) -> Self {
        let message = format!("the server broke the WebSocket protocol: {what}");
        Self::new(ErrorKind::WsProtocol, message)
    }

    /// The server sends more than is taken.
    pub(super) fn too_large(size: usize, most: usize) -> Self {
        let message = format!("a message of {size} bytes is larger than `ws.max_message`, {most}");
        Self::new(ErrorKind::WsMessageTooLarge, message)
    }
}

impl From<io::Error> for Ended {
    fn from(error: io::Error) -> Self {
        let error = transport(&error);
        Self::new(error.kind(), error.to_string())
    }
}
