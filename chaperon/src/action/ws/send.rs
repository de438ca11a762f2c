//! Sending a message.

use std::rc::Rc;
use std::time::Duration;

use super::{Ws, WsMessage};
use crate::action::callback::Callbacks;
use crate::action::show::beginning;
use crate::action::{Action, Pending, perform};
use crate::error::{Error, Result};
use crate::metrics::MetricName;
use crate::session::{Measured, Session, Socket};
use crate::time::{after, now};

/// A message that has not been sent yet. Made by [`Session::ws_send`](crate::Session::ws_send).
#[must_use = "a message is not sent until it is awaited"]
pub struct WsSend<'s> {
    ws: Ws<'s>,
    message: WsMessage,
    timeout: Option<Duration>,
    callbacks: Callbacks<'s, ()>,
}

impl<'s> WsSend<'s> {
    pub(super) fn new(ws: Ws<'s>, message: WsMessage) -> Self {
        let timeout = ws.session.timeout();
        Self { ws, message, timeout, callbacks: Callbacks::default() }
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

    /// Calls `f` once the message is sent, or with the error when it cannot be. When `f` fails,
    /// its error is counted and is the outcome.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     let hello = session.ws_send("hello");
    ///     hello
    ///         .with_result(async |session, result| {
    ///             session.check("sent", result.is_ok());
    ///             Ok(())
    ///         })
    ///         .await
    /// }
    /// ```
    pub fn with_result<T, F>(mut self, f: F) -> Self
    where
        T: 's,
        F: AsyncFnOnce(&mut Session, Result<&(), &Error>) -> Result<T> + 's,
    {
        self.callbacks.push(f);
        self
    }

    async fn told(mut self) -> Result {
        let outcome = self.send().await;
        self.callbacks.tell(self.ws.session, outcome).await
    }

    async fn send(&mut self) -> Result {
        let socket = self.ws.socket()?;
        let mut sending = Sending { socket, message: &self.message, timeout: self.timeout };
        perform(self.ws.session, &mut sending).await
    }
}

/// A message on its way.
struct Sending<'m> {
    socket: Rc<Socket>,
    message: &'m WsMessage,
    timeout: Option<Duration>,
}

impl Action for Sending<'_> {
    type Output = ();

    fn metric(&self) -> MetricName {
        MetricName::of(Measured::Send.name(), &self.socket.path)
    }

    async fn run(&mut self, session: &mut Session) -> Result {
        let Self { socket, message, timeout } = self;
        session.show(|| format!("ws_send({})\n> {}", socket.path, beginning(message.bytes())));
        let start = session.under_way.unwrap_or_else(now);
        let deadline = timeout.map(|timeout| after(start, timeout));
        socket.wire.send(&message.0, deadline).await?;
        socket.sent.set(Some(start));
        Ok(())
    }

    /// Its deadline is the socket's, which a message cut in the middle must close.
    fn timeout(&self, _: &Session) -> Option<Duration> {
        None
    }

    fn record(&self, session: &mut Session, outcome: &Result, took: Duration) {
        if outcome.is_ok() {
            session.record_of(&self.socket, Measured::Send, took);
        }
    }
}

impl<'s> IntoFuture for WsSend<'s> {
    type Output = Result;
    type IntoFuture = Pending<'s, ()>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.told())
    }
}
