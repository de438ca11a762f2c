//! Sending a message.

use std::time::Duration;

use super::{Ws, WsMessage};
use crate::action::Pending;
use crate::action::show::beginning;
use crate::error::Result;
use crate::time::{after, now};

/// A message that has not been sent yet. Made by [`Session::ws_send`](crate::Session::ws_send).
#[must_use = "a message is not sent until it is awaited"]
pub struct WsSend<'s> {
    ws: Ws<'s>,
    message: WsMessage,
    timeout: Option<Duration>,
}

impl<'s> WsSend<'s> {
    pub(super) fn new(ws: Ws<'s>, message: WsMessage) -> Self {
        let timeout = ws.session.timeout();
        Self { ws, message, timeout }
    }

    /// Sends it as bytes, also if it is text.
    pub fn binary(mut self) -> Self {
        self.message = self.message.into_binary();
        self
    }

    /// Takes at most this long, instead of the session's `timeout`.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    async fn send(mut self) -> Result {
        let start = now();
        let deadline = self.timeout.map(|timeout| after(start, timeout));
        let path = self.ws.socket()?.path.clone();
        let shown = || format!("ws_send({path})\n> {}", beginning(self.message.bytes()));
        self.ws.session.show(shown);
        self.ws.session.under_way = Some(start);
        let socket = self.ws.socket()?;
        let sent = socket.wire.send(self.message.0, deadline).await;
        if sent.is_ok() {
            socket.sent = Some(start);
        }
        self.ws.session.under_way = None;
        match sent {
            Ok(()) => {
                self.ws.took("ws_send", &path, start.elapsed());
                Ok(())
            }
            Err(error) => Err(self.ws.failed(error, "ws_send", &path)),
        }
    }
}

impl<'s> IntoFuture for WsSend<'s> {
    type Output = Result;
    type IntoFuture = Pending<'s, ()>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}
