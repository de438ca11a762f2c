//! Receiving messages: the next one, or the one that is waited for.

use std::marker::PhantomData;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::{Expect, Ws, WsMessage};
use crate::action::Pending;
use crate::action::callback::Callbacks;
use crate::action::show::beginning;
use crate::error::{Error, Result};
use crate::net::ws::Received;
use crate::session::Session;
use crate::time::{Instant, after, now};

/// A receive that has not been awaited yet. Made by [`Session::ws_recv`](crate::Session::ws_recv).
#[must_use = "nothing is received until it is awaited"]
pub struct WsReceive<'s> {
    ws: Ws<'s>,
    timeout: Option<Duration>,
    callbacks: Callbacks<'s, WsMessage>,
}

/// A receive whose message is decoded. Made by [`WsReceive::decode`].
#[must_use = "nothing is received until it is awaited"]
pub struct WsDecoded<'s, T> {
    receive: WsReceive<'s>,
    value: PhantomData<fn() -> T>,
}

/// A receive of a certain message that has not been awaited yet. Made by
/// [`Session::ws_await_recv`](crate::Session::ws_await_recv).
#[must_use = "nothing is received until it is awaited"]
pub struct WsAwait<'s, E, M> {
    receive: WsReceive<'s>,
    expected: E,
    marker: PhantomData<fn() -> M>,
}

impl<'s> WsReceive<'s> {
    pub(super) fn new(ws: Ws<'s>) -> Self {
        let timeout = ws.session.timeout();
        Self { ws, timeout, callbacks: Callbacks::default() }
    }

    /// Waits this long instead of the session's `timeout`.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Calls `f` with the message, or with the error when none comes, before it is given back.
    ///
    /// Several callbacks are called in the order in which they were given. When one fails its error
    /// is counted and ends the receive, instead of the outcome.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// #[scenario]
    /// async fn reads_news(session: &mut Session) -> Result {
    ///     session.ws_connect("/news").await?;
    ///     session
    ///         .ws_recv()
    ///         .with_result(async |session, result| {
    ///             session.check("news came", result.is_ok());
    ///             Ok(())
    ///         })
    ///         .await?;
    ///     Ok(())
    /// }
    /// ```
    pub fn with_result<T, F>(mut self, f: F) -> Self
    where
        T: 's,
        F: AsyncFnOnce(&mut Session, Result<&WsMessage, &Error>) -> Result<T> + 's,
    {
        self.callbacks.push(f);
        self
    }

    /// Gives the message decoded from JSON. Callbacks get the message as it came.
    pub fn decode<T: DeserializeOwned>(self) -> WsDecoded<'s, T> {
        WsDecoded { receive: self, value: PhantomData }
    }

    /// Receives one message, and records the wait for it.
    async fn next(&mut self, deadline: Option<Instant>) -> Result<Received> {
        let start = now();
        let path = self.ws.socket()?.path.clone();
        let Ws { session, name } = &mut self.ws;
        let received = async |session: &mut Session| {
            session.under_way = Some(start);
            session.ws(&**name).socket()?.wire.recv_since(start, deadline).await
        };
        let outcome = session.awaiting(received).await;
        self.ws.session.under_way = None;
        match outcome {
            Ok(received) => {
                let wait = received.at.saturating_duration_since(start);
                self.ws.took("ws_recv", &path, wait);
                let shown = || beginning(received.message.as_bytes());
                self.ws.session.show(|| format!("ws_recv({path})\n< {}", shown()));
                Ok(received)
            }
            Err(error) => {
                if error.kind().is_timeout() {
                    self.ws.took("ws_recv", &path, start.elapsed());
                }
                Err(self.ws.failed(error, "ws_recv", &path))
            }
        }
    }

    async fn message(&mut self) -> Result<WsMessage> {
        let deadline = self.deadline();
        let outcome = self.next(deadline).await.map(|received| WsMessage(received.message));
        self.tell(outcome).await
    }

    async fn tell(&mut self, outcome: Result<WsMessage>) -> Result<WsMessage> {
        std::mem::take(&mut self.callbacks).tell(self.ws.session, outcome).await
    }

    fn deadline(&self) -> Option<Instant> {
        self.timeout.map(|timeout| after(now(), timeout))
    }
}

impl<'s, E, M> WsAwait<'s, E, M> {
    pub(super) fn new(ws: Ws<'s>, expected: E) -> Self {
        Self { receive: WsReceive::new(ws), expected, marker: PhantomData }
    }

    /// Waits this long in all instead of the session's `timeout`.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.receive.timeout = Some(timeout);
        self
    }

    /// Calls `f` with the message that is accepted, or with the error when it does not come; see
    /// [`WsReceive::with_result`].
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     let pong = session.ws_await_recv("pong");
    ///     pong.with_result(async |session, result| {
    ///         session.check("a pong came", result.is_ok());
    ///         Ok(())
    ///     })
    ///     .await?;
    ///     Ok(())
    /// }
    /// ```
    pub fn with_result<T, F>(mut self, f: F) -> Self
    where
        T: 's,
        F: AsyncFnOnce(&mut Session, Result<&WsMessage, &Error>) -> Result<T> + 's,
    {
        self.receive = self.receive.with_result(f);
        self
    }
}

impl<E: Expect<M>, M> WsAwait<'_, E, M> {
    async fn told(mut self) -> Result<WsMessage> {
        let outcome = self.accepted().await;
        self.receive.tell(outcome).await
    }

    async fn accepted(&mut self) -> Result<WsMessage> {
        let deadline = self.receive.deadline();
        loop {
            let Received { at, message } = self.receive.next(deadline).await?;
            let message = WsMessage(message);
            if self.expected.accepts(&message) {
                self.round_trip(at);
                return Ok(message);
            }
        }
    }

    /// Records the time since the last send, the first time a message is accepted after it.
    fn round_trip(&mut self, at: Instant) {
        let Some(socket) = self.receive.ws.session.sockets.get(&self.receive.ws.name) else {
            return;
        };
        let (sent, path) = (socket.sent.take(), socket.path.clone());
        if let Some(sent) = sent {
            self.receive.ws.took("ws_round_trip", &path, at.saturating_duration_since(sent));
        }
    }
}

impl<'s> IntoFuture for WsReceive<'s> {
    type Output = Result<WsMessage>;
    type IntoFuture = Pending<'s, WsMessage>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move { self.message().await })
    }
}

impl<'s, T: DeserializeOwned + 's> IntoFuture for WsDecoded<'s, T> {
    type Output = Result<T>;
    type IntoFuture = Pending<'s, T>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut receive = self.receive;
            let message = receive.message().await?;
            message.json().map_err(|error| receive.ws.session.note_error(error))
        })
    }
}

impl<'s, E: Expect<M> + 's, M: 's> IntoFuture for WsAwait<'s, E, M> {
    type Output = Result<WsMessage>;
    type IntoFuture = Pending<'s, WsMessage>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.told())
    }
}
