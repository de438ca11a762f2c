//! Sending a message.

use std::rc::Rc;
use std::time::Duration;

use super::{Ws, WsMessage};
use crate::action::callback::Callbacks;
use crate::action::show::beginning;
use crate::action::{Action, Pending, perform};
use crate::error::{Error, Result};
use crate::metrics::{MetricName, NameRef};
use crate::session::Session;
use crate::time::{Instant, after, now};

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
        let deadline = self.timeout.map(|timeout| after(now(), timeout));
        let path = self.ws.socket()?.path.clone();
        let message = self.message.clone();
        let Ws { session, name } = &mut self.ws;
        let mut sending = Sending { socket: name, path, message, deadline };
        perform(session, &mut sending).await
    }
}

/// A message on its way.
struct Sending<'s> {
    socket: &'s str,
    path: Rc<str>,
    message: WsMessage,
    deadline: Option<Instant>,
}

impl Action for Sending<'_> {
    type Output = ();

    fn metric(&self) -> MetricName {
        MetricName::of("ws_send", &self.path)
    }

    async fn run(&mut self, session: &mut Session) -> Result {
        session.show(|| format!("ws_send({})\n> {}", self.path, beginning(self.message.bytes())));
        let start = now();
        let mut ws = session.ws(self.socket);
        let socket = ws.socket()?;
        socket.wire.send(self.message.clone().0, self.deadline).await?;
        socket.sent = Some(start);
        Ok(())
    }

    /// Its deadline is the socket's, which a message cut in the middle must close.
    fn timeout(&self, _: &Session) -> Option<Duration> {
        None
    }

    fn record(&self, session: &mut Session, outcome: &Result, took: Duration) {
        if outcome.is_ok() {
            session.record(NameRef::of("ws_send", &self.path), took);
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
