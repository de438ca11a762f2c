//! A WebSocket message: text or bytes.

use std::borrow::Cow;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::error::{Error, ErrorKind, Result};
use crate::net::ws::Message;

/// How much of a message is shown in an error.
const SHOWN: usize = 200;

/// A WebSocket message: text or bytes.
///
/// ```
/// use chaperon::WsMessage;
/// use chaperon::prelude::*;
///
/// let message = WsMessage::from(json!({"n": 1}));
/// assert_eq!(message.text(), r#"{"n":1}"#);
/// assert_eq!(message.json::<serde_json::Value>().unwrap()["n"], 1);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WsMessage(pub(super) Message);

impl WsMessage {
    /// Whether it is text.
    pub fn is_text(&self) -> bool {
        matches!(self.0, Message::Text(_))
    }

    /// The message as text; in bytes, what is no UTF-8 is replaced.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.0.as_bytes())
    }

    /// The message's bytes.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// The message, decoded from JSON.
    ///
    /// # Errors
    /// [`ErrorKind::Decode`], which shows the message's first 200 characters.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(self.bytes()).map_err(|error| {
            let start: String = self.text().chars().take(SHOWN).collect();
            let what = "the message is not what was expected";
            Error::new(ErrorKind::Decode, format!("{what}: {error}; it starts: {start}"))
        })
    }

    /// The same bytes as a message of bytes.
    pub(super) fn into_binary(self) -> Self {
        match self.0 {
            Message::Text(text) => Self(Message::Binary(text.into())),
            binary => Self(binary),
        }
    }
}

impl From<&str> for WsMessage {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for WsMessage {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<Vec<u8>> for WsMessage {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl From<Bytes> for WsMessage {
    fn from(bytes: Bytes) -> Self {
        Self(bytes.into())
    }
}

impl From<serde_json::Value> for WsMessage {
    fn from(value: serde_json::Value) -> Self {
        Self(value.to_string().into())
    }
}
