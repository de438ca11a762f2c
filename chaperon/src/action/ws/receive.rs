//! Receiving messages: the next one, or the one that is waited for.

use std::marker::PhantomData;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::receiving::{Receives, Waiting, WsReceiving, await_it};
use super::{Expect, Ws, WsMessage};
use crate::action::Pending;
use crate::action::callback::Callbacks;
use crate::error::{Error, Result};
use crate::net::ws::Received;
use crate::session::{Measured, Session, Socket};
use crate::time::Instant;

/// A receive that has not been awaited yet. Made by [`Session::ws_recv`](crate::Session::ws_recv).
#[must_use = "nothing is received until it is awaited"]
pub struct WsReceive<'s> {
    pub(super) ws: Ws<'s>,
    /// How long it takes at most, all the messages that it takes together.
    pub(super) timeout: Option<Duration>,
    /// When the wait for the first of them began.
    pub(super) began: Option<Instant>,
    /// The wait that is under way.
    pub(super) waiting: Option<Waiting>,
    pub(super) callbacks: Callbacks<'s, WsMessage>,
}

/// A receive whose message is decoded. Made by [`WsReceive::decode`] and [`WsAwait::decode`].
#[must_use = "nothing is received until it is awaited"]
pub struct WsDecoded<R, T> {
    receive: R,
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
        Self { ws, timeout, began: None, waiting: None, callbacks: Callbacks::default() }
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
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     let scores: Vec<u32> = session.ws_recv().decode().await?;
    ///     session.assign("best", scores.iter().max());
    ///     Ok(())
    /// }
    /// ```
    pub fn decode<T: DeserializeOwned>(self) -> WsDecoded<Self, T> {
        WsDecoded { receive: self, value: PhantomData }
    }

    /// Calls what is to be called with the outcome.
    pub(super) async fn tell(&mut self, outcome: Result<WsMessage>) -> Result<WsMessage> {
        std::mem::take(&mut self.callbacks).tell(self.ws.session, outcome).await
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

    /// Gives the message that is accepted decoded from JSON; see [`WsReceive::decode`].
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Score {
    ///     points: u32,
    /// }
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     let is_score = |message: &chaperon::WsMessage| message.text().contains("points");
    ///     let score: Score = session.ws_await_recv(is_score).decode().await?;
    ///     session.assign("points", score.points);
    ///     Ok(())
    /// }
    /// ```
    pub fn decode<T: DeserializeOwned>(self) -> WsDecoded<Self, T> {
        WsDecoded { receive: self, value: PhantomData }
    }
}

impl<'s> Receives<'s> for WsReceive<'s> {
    fn plain(&mut self) -> &mut WsReceive<'s> {
        self
    }

    fn takes(&mut self, received: Received, _: &Socket) -> Option<WsMessage> {
        Some(WsMessage(received.message))
    }
}

impl<'s, E: Expect<M>, M> Receives<'s> for WsAwait<'s, E, M> {
    fn plain(&mut self) -> &mut WsReceive<'s> {
        &mut self.receive
    }

    fn takes(&mut self, Received { at, message }: Received, socket: &Socket) -> Option<WsMessage> {
        let message = WsMessage(message);
        self.expected.accepts(&message).then(|| {
            self.round_trip(socket, at);
            message
        })
    }
}

impl<E, M> WsAwait<'_, E, M> {
    /// Records the time since the last send, the first time a message is accepted after it.
    fn round_trip(&self, socket: &Socket, at: Instant) {
        if let Some(sent) = socket.sent.take() {
            let took = at.saturating_duration_since(sent);
            self.receive.ws.session.record_of(socket, Measured::RoundTrip, took);
        }
    }
}

impl<'s> IntoFuture for WsReceive<'s> {
    type Output = Result<WsMessage>;
    type IntoFuture = WsReceiving<'s, Self>;

    fn into_future(self) -> Self::IntoFuture {
        await_it(self)
    }
}

impl<'s, E: Expect<M> + 's, M: 's> IntoFuture for WsAwait<'s, E, M> {
    type Output = Result<WsMessage>;
    type IntoFuture = WsReceiving<'s, Self>;

    fn into_future(self) -> Self::IntoFuture {
        await_it(self)
    }
}

impl<'s, T: DeserializeOwned + 's> IntoFuture for WsDecoded<WsReceive<'s>, T> {
    type Output = Result<T>;
    type IntoFuture = Pending<'s, T>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(decoded(self.receive))
    }
}

impl<'s, E, M, T> IntoFuture for WsDecoded<WsAwait<'s, E, M>, T>
where
    E: Expect<M> + 's,
    M: 's,
    T: DeserializeOwned + 's,
{
    type Output = Result<T>;
    type IntoFuture = Pending<'s, T>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(decoded(self.receive))
    }
}

async fn decoded<'s, T: DeserializeOwned>(mut receive: impl Receives<'s>) -> Result<T> {
    let message = receive.receive().await?;
    message.json().map_err(|error| receive.note(error))
}
