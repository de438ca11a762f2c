//! Receiving messages: the next one, or the one that is waited for.

use std::marker::PhantomData;
use std::rc::Rc;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::{Expect, Ws, WsMessage};
use crate::action::callback::Callbacks;
use crate::action::show::beginning;
use crate::action::{Action, Pending, perform};
use crate::error::{Error, Result};
use crate::metrics::MetricName;
use crate::net::ws::Received;
use crate::session::{Measured, Session, Socket};
use crate::time::{Instant, after, now};

/// A receive that has not been awaited yet. Made by [`Session::ws_recv`](crate::Session::ws_recv).
#[must_use = "nothing is received until it is awaited"]
pub struct WsReceive<'s> {
    ws: Ws<'s>,
    timeout: Option<Duration>,
    /// When the wait for the first message began.
    began: Option<Instant>,
    callbacks: Callbacks<'s, WsMessage>,
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
        Self { ws, timeout, began: None, callbacks: Callbacks::default() }
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

    /// Receives one message, and tells over which socket.
    async fn next(&mut self) -> Result<(Received, Rc<Socket>)> {
        let socket = self.ws.socket()?;
        let Self { ws: Ws { session, name }, timeout, began, .. } = self;
        let timeout = *timeout;
        let mut receiving = Receiving { name, socket, timeout, began, start: None };
        let received = perform(session, &mut receiving).await?;
        Ok((received, receiving.socket))
    }

    async fn tell(&mut self, outcome: Result<WsMessage>) -> Result<WsMessage> {
        std::mem::take(&mut self.callbacks).tell(self.ws.session, outcome).await
    }
}

/// The wait for one message.
struct Receiving<'s> {
    name: &'s str,
    socket: Rc<Socket>,
    /// That of all the messages that are waited for, since the wait for the first began.
    timeout: Option<Duration>,
    began: &'s mut Option<Instant>,
    /// When the wait for this one began.
    start: Option<Instant>,
}

impl Action for Receiving<'_> {
    type Output = Received;

    fn metric(&self) -> MetricName {
        MetricName::of(Measured::Receive.name(), &self.socket.path)
    }

    async fn run(&mut self, session: &mut Session) -> Result<Received> {
        let start = session.under_way.unwrap_or_else(now);
        self.start = Some(start);
        let began = *self.began.get_or_insert(start);
        let deadline = self.timeout.map(|timeout| after(began, timeout));
        if session.intervals.is_empty() {
            return self.socket.wire.recv_since(start, deadline).await;
        }
        let received = async |session: &mut Session| {
            // What is done at intervals may have connected another one of that name.
            self.socket = session.socket(self.name)?;
            self.socket.wire.recv_since(start, deadline).await
        };
        session.awaiting(received).await
    }

    /// It has one of its own, and the socket knows how long it waited.
    fn timeout(&self, _: &Session) -> Option<Duration> {
        None
    }

    /// The wait ends when the message has come, however late the session looks for it.
    fn record(&self, session: &mut Session, outcome: &Result<Received>, took: Duration) {
        let wait = match outcome {
            Ok(received) => {
                let shown = || beginning(received.message.as_bytes());
                session.show(|| format!("ws_recv({})\n< {}", self.socket.path, shown()));
                session.keep_result(|| self.metric().to_string(), received.message.as_bytes());
                self.start.map_or(took, |start| received.at.saturating_duration_since(start))
            }
            Err(error) if error.kind().is_timeout() => took,
            Err(_) => return,
        };
        session.record_of(&self.socket, Measured::Receive, wait);
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

/// What receives a message that can be decoded.
trait Receives {
    /// Receives it, and calls what is to be called with it.
    async fn receive(&mut self) -> Result<WsMessage>;

    /// Counts the error of a message that cannot be decoded.
    fn note(&self, error: Error) -> Error;
}

impl Receives for WsReceive<'_> {
    async fn receive(&mut self) -> Result<WsMessage> {
        let outcome = self.next().await.map(|(received, _)| WsMessage(received.message));
        self.tell(outcome).await
    }

    fn note(&self, error: Error) -> Error {
        self.ws.session.note_error(error)
    }
}

impl<E: Expect<M>, M> Receives for WsAwait<'_, E, M> {
    async fn receive(&mut self) -> Result<WsMessage> {
        let outcome = self.accepted().await;
        self.receive.tell(outcome).await
    }

    fn note(&self, error: Error) -> Error {
        self.receive.note(error)
    }
}

impl<E: Expect<M>, M> WsAwait<'_, E, M> {
    async fn accepted(&mut self) -> Result<WsMessage> {
        loop {
            let (Received { at, message }, socket) = self.receive.next().await?;
            let message = WsMessage(message);
            if self.expected.accepts(&message) {
                self.round_trip(&socket, at);
                return Ok(message);
            }
        }
    }

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
    type IntoFuture = Pending<'s, WsMessage>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move { self.receive().await })
    }
}

impl<'s, E: Expect<M> + 's, M: 's> IntoFuture for WsAwait<'s, E, M> {
    type Output = Result<WsMessage>;
    type IntoFuture = Pending<'s, WsMessage>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move { self.receive().await })
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

async fn decoded<T: DeserializeOwned>(mut receive: impl Receives) -> Result<T> {
    let message = receive.receive().await?;
    message.json().map_err(|error| receive.note(error))
}
