//! A WebSocket as it is built: `session.ws_connect("/chat").header("x", "y").await`.

use std::borrow::Cow;
use std::fmt::Display;
use std::time::Duration;

use http::HeaderMap;

use super::Ws;
use super::attempt::Attempt;
use crate::action::callback::Callbacks;
use crate::action::header::header;
use crate::action::http::of_hop;
use crate::action::template::fill;
use crate::action::{Pending, perform};
use crate::error::{Error, Result};
use crate::net::Url;
use crate::session::Session;
use crate::time::{Instant, after, now};

/// A WebSocket that is not connected yet. Made by
/// [`Session::ws_connect`](crate::Session::ws_connect).
#[must_use = "a WebSocket is not connected until it is awaited"]
pub struct WsConnect<'s> {
    ws: Ws<'s>,
    path: Cow<'s, str>,
    fills: Vec<(Cow<'static, str>, String)>,
    headers: HeaderMap,
    metric: Option<Cow<'static, str>>,
    timeout: Option<Duration>,
    problem: Option<Error>,
    callbacks: Callbacks<'s, ()>,
}

impl<'s> WsConnect<'s> {
    pub(super) fn new(ws: Ws<'s>, path: Cow<'s, str>) -> Self {
        let timeout = ws.session.timeout();
        Self {
            ws,
            path,
            fills: Vec::new(),
            headers: HeaderMap::new(),
            metric: None,
            timeout,
            problem: None,
            callbacks: Callbacks::default(),
        }
    }

    /// Fills `{name}` in the path. The metrics of this WebSocket go by the path as written,
    /// unfilled.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     session.ws_connect("/rooms/{id}").param("id", 7).await?; // ws_connect(/rooms/{id})
    ///     session.ws_send("hello").await // ws_send(/rooms/{id})
    /// }
    /// ```
    pub fn param(mut self, name: impl Into<Cow<'static, str>>, value: impl Display) -> Self {
        self.fills.push((name.into(), value.to_string()));
        self
    }

    /// Names the metrics of this WebSocket: `ws_connect(name)`, `ws_send(name)` and so on, instead
    /// of `ws_connect(/path)`.
    pub fn metric(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.metric = Some(name.into());
        self
    }

    /// Adds a header to the handshake.
    pub fn header(mut self, name: &str, value: impl Display) -> Self {
        match header(name, value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(error) => {
                self.problem.get_or_insert(error);
            }
        }
        self
    }

    /// Adds headers to the handshake.
    pub fn headers<N, V>(self, headers: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: AsRef<str>,
        V: Display,
    {
        headers
            .into_iter()
            .fold(self, |connect, (name, value)| connect.header(name.as_ref(), value))
    }

    /// Takes at most this long in all, instead of the session's `timeout`.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Calls `f` once it is connected, or with the error when it cannot be. When `f` fails, its
    /// error is counted and is the outcome.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     let chat = session.ws_connect("/chat");
    ///     chat.with_result(async |session, result| {
    ///         session.check("connected", result.is_ok());
    ///         Ok(())
    ///     })
    ///     .await
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

    async fn connect(mut self) -> Result {
        let outcome = self.attempts().await;
        self.callbacks.tell(self.ws.session, outcome).await
    }

    /// Connects, within the timeout. An attempt that takes longer than `ws.connect_timeout` is
    /// given up, and made once more after a pause.
    async fn attempts(&mut self) -> Result {
        let deadline = self.timeout.map(|timeout| after(now(), timeout));
        let attempt = self.attempt(deadline).map_err(|error| self.ws.session.note_error(error));
        let mut attempt = attempt?;
        loop {
            let Err(error) = perform(self.ws.session, &mut attempt).await else { return Ok(()) };
            if !error.kind().is_timeout() || !self.paused(deadline).await {
                return Err(error);
            }
        }
    }

    fn attempt(&mut self, deadline: Option<Instant>) -> Result<Attempt> {
        if let Some(problem) = self.problem.take() {
            return Err(problem);
        }
        let profile = &self.ws.session.profile;
        let url = profile.url(&fill(&self.path, &self.fills)?)?;
        let name = profile.hide(self.name(&url).into_owned()).into();
        let headers = std::mem::take(&mut self.headers);
        Ok(Attempt { url, socket: self.ws.name.as_ref().into(), name, headers, deadline })
    }

    /// As given, else the path as written, after the host when it is not the base URL's.
    fn name(&self, url: &Url) -> Cow<'_, str> {
        if let Some(name) = &self.metric {
            return name.as_ref().into();
        }
        match self.path.split_once('?').map_or(&*self.path, |(path, _)| path) {
            "" => "/".into(),
            path if path.contains("://") && self.fills.is_empty() => {
                of_hop(url, self.ws.session.profile.base_url(), true).into()
            }
            path => path.into(),
        }
    }

    /// Waits a random time up to `ws.connect_timeout`; whether there is time for another attempt.
    async fn paused(&mut self, deadline: Option<Instant>) -> bool {
        let session = &mut *self.ws.session;
        let Some(most) = session.profile.settings().ws.connect_timeout.get() else { return false };
        let pause = most.mul_f64(session.random());
        if deadline.is_some_and(|deadline| deadline <= after(now(), pause)) {
            return false;
        }
        session.pause(pause).await;
        !session.stopping()
    }
}

impl<'s> IntoFuture for WsConnect<'s> {
    type Output = Result;
    type IntoFuture = Pending<'s, ()>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.connect())
    }
}
