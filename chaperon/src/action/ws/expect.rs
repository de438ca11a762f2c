//! What `ws_await_recv` waits for.

use serde_json::Value;

use super::WsMessage;

/// What a message is compared with: a text, bytes, a JSON value, or a condition on the message.
#[diagnostic::on_unimplemented(
    message = "`{Self}` says nothing about a WebSocket message",
    label = "neither a value nor a condition",
    note = "write a text, bytes, a `json!(..)` value, or a closure `|message| -> bool`"
)]
pub trait Expect<Marker> {
    /// Whether the message is the one.
    fn accepts(&mut self, message: &WsMessage) -> bool;
}

#[doc(hidden)]
#[derive(Debug)]
pub enum ByValue {}

#[doc(hidden)]
#[derive(Debug)]
pub enum ByCondition {}

impl Expect<ByValue> for &str {
    fn accepts(&mut self, message: &WsMessage) -> bool {
        message.bytes() == self.as_bytes()
    }
}

impl Expect<ByValue> for String {
    fn accepts(&mut self, message: &WsMessage) -> bool {
        message.bytes() == self.as_bytes()
    }
}

impl Expect<ByValue> for Vec<u8> {
    fn accepts(&mut self, message: &WsMessage) -> bool {
        message.bytes() == self.as_slice()
    }
}

impl Expect<ByValue> for Value {
    fn accepts(&mut self, message: &WsMessage) -> bool {
        serde_json::from_slice::<Value>(message.bytes()).is_ok_and(|value| value == *self)
    }
}

impl<F: FnMut(&WsMessage) -> bool> Expect<ByCondition> for F {
    fn accepts(&mut self, message: &WsMessage) -> bool {
        self(message)
    }
}
