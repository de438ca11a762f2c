//! Why a connection is over.

use std::rc::Rc;

use tokio_tungstenite::tungstenite::Error as WsError;
use tokio_tungstenite::tungstenite::error::{CapacityError, ProtocolError};
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

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
    pub(super) fn there(frame: Option<&CloseFrame>) -> Self {
        let said = frame.map(|frame| {
            let reason = frame.reason.as_str();
            let colon = if reason.is_empty() { "" } else { ": " };
            format!("the server closed the WebSocket, code {}{colon}{reason}", frame.code)
        });
        Self::new(
            ErrorKind::WsClosed,
            said.unwrap_or_else(|| "the server closed the WebSocket".to_owned()),
        )
    }
}

impl From<&WsError> for Ended {
    fn from(error: &WsError) -> Self {
        let (kind, message) = match error {
            WsError::ConnectionClosed
            | WsError::AlreadyClosed
            | WsError::Protocol(
                ProtocolError::SendAfterClosing | ProtocolError::ReceivedAfterClosing,
            ) => (ErrorKind::WsClosed, "the WebSocket is closed".to_owned()),
            WsError::Protocol(ProtocolError::ResetWithoutClosingHandshake) => (
                ErrorKind::Reset,
                "the server cut the WebSocket's connection without closing it".to_owned(),
            ),
            WsError::Io(error) => {
                let error = transport(error);
                (error.kind(), error.to_string())
            }
            WsError::Capacity(CapacityError::MessageTooLong { size, max_size }) => (
                ErrorKind::WsMessageTooLarge,
                format!("a message of {size} bytes is larger than `ws.max_message`, {max_size}"),
            ),
            other => {
                (ErrorKind::WsProtocol, format!("the server broke the WebSocket protocol: {other}"))
            }
        };
        Self::new(kind, message)
    }
}
