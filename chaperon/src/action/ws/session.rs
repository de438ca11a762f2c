//! The WebSocket verbs of a session, by name of the connection.

use std::borrow::Cow;
use std::rc::Rc;
use std::time::Duration;

use super::{Expect, WsAwait, WsConnect, WsMessage, WsReceive, WsSend};
use crate::error::{Error, ErrorKind, Result};
use crate::metrics::Sample;
use crate::session::{DEFAULT, Measured, Session, Socket};

/// One of a session's WebSockets, by its name. Made by [`Session::ws`].
pub struct Ws<'s> {
    pub(super) session: &'s mut Session,
    pub(super) name: Cow<'s, str>,
}

impl Session {
    /// The WebSocket of this name, connected or to be connected, beside the unnamed one.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     session.ws("b").connect("/chat").await?;
    ///     session.ws("b").send("hello").await
    /// }
    /// ```
    pub fn ws<'s>(&'s mut self, name: impl Into<Cow<'s, str>>) -> Ws<'s> {
        Ws { session: self, name: name.into() }
    }

    /// Connects a WebSocket, once it is awaited. It closes when the session ends.
    ///
    /// `path` is appended to `base_url`; a whole URL is taken as it is, `http` as good as `ws`.
    ///
    /// An attempt that takes longer than the key `ws.connect_timeout` (3 s) is given up, and made
    /// once more after a random pause of up to as long, while the session's `timeout` allows. Each
    /// attempt is a sample of its own, and each that was given up an error of its kind.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     session.ws_connect("/chat").await?;
    ///     session.ws_send(json!({"say": "hello"})).await?;
    ///     session.ws_await_recv(|message: &chaperon::WsMessage| message.text().contains("hello")).await?;
    ///     session.ws_close().await
    /// }
    /// ```
    ///
    /// # Errors
    /// Transport failures, and [`ErrorKind::WsRefused`] when the server answers with another
    /// status.
    pub fn ws_connect<'s>(&'s mut self, path: impl Into<Cow<'s, str>>) -> WsConnect<'s> {
        self.ws(DEFAULT).connect(path)
    }

    /// Sends a message, once it is awaited: text, bytes, or a `serde_json::Value`, into which
    /// `json!` turns whatever is [`Serialize`](serde::Serialize).
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// #[derive(serde::Serialize)]
    /// struct Move {
    ///     x: u32,
    ///     y: u32,
    /// }
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     session.ws_send("ping").await?;
    ///     session.ws_send(vec![1_u8, 2, 3]).await?;
    ///     session.ws_send(json!({"say": "hello"})).await?;
    ///     session.ws_send(json!(Move { x: 1, y: 2 })).binary().await
    /// }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::WsNotConnected`], [`ErrorKind::WsClosed`], and transport failures.
    pub fn ws_send(&mut self, message: impl Into<WsMessage>) -> WsSend<'_> {
        self.ws(DEFAULT).send(message)
    }

    /// Receives the next message, once it is awaited.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     let answer: serde_json::Value = session.ws_recv().timeout(seconds(2)).decode().await?;
    ///     session.assign("answer", answer);
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`], [`ErrorKind::WsNotConnected`], [`ErrorKind::WsClosed`], and
    /// transport failures.
    pub fn ws_recv(&mut self) -> WsReceive<'_> {
        self.ws(DEFAULT).recv()
    }

    /// Receives until a message is the expected one, or fulfils the expected condition; others
    /// are dropped.
    ///
    /// # Errors
    /// As [`ws_recv`](Self::ws_recv).
    pub fn ws_await_recv<M, E: Expect<M>>(&mut self, expected: E) -> WsAwait<'_, E, M> {
        self.ws(DEFAULT).await_recv(expected)
    }

    /// Says goodbye and closes the WebSocket. One that is not connected is closed already.
    ///
    /// # Errors
    /// None; it is a `Result` so that it reads like every other verb.
    pub async fn ws_close(&mut self) -> Result {
        self.ws(DEFAULT).close().await
    }

    /// Cuts the WebSocket without a goodbye.
    ///
    /// # Errors
    /// None, as [`ws_close`](Self::ws_close).
    pub async fn ws_reset(&mut self) -> Result {
        self.ws(DEFAULT).reset()
    }
}

impl<'s> Ws<'s> {
    /// As [`Session::ws_connect`].
    pub fn connect(self, path: impl Into<Cow<'s, str>>) -> WsConnect<'s> {
        WsConnect::new(self, path.into())
    }

    /// As [`Session::ws_send`].
    pub fn send(self, message: impl Into<WsMessage>) -> WsSend<'s> {
        WsSend::new(self, message.into())
    }

    /// As [`Session::ws_recv`].
    pub fn recv(self) -> WsReceive<'s> {
        WsReceive::new(self)
    }

    /// As [`Session::ws_await_recv`].
    pub fn await_recv<M, E: Expect<M>>(self, expected: E) -> WsAwait<'s, E, M> {
        WsAwait::new(self, expected)
    }

    /// The connected socket.
    pub(super) fn socket(&self) -> Result<Rc<Socket>> {
        self.session.socket(&self.name)
    }
}

impl Session {
    /// The connected WebSocket of this name.
    pub(super) fn socket(&self, name: &str) -> Result<Rc<Socket>> {
        self.sockets
            .get(name)
            .ok_or_else(|| self.note_error(not_connected(name, &self.sockets.names().join(", "))))
    }

    /// Records how long an action of a WebSocket took.
    pub(super) fn record_of(&self, socket: &Socket, measured: Measured, took: Duration) {
        let metric = socket.metric(measured, self.scope, &self.core.recorder);
        self.record_sample(metric, Sample::new(took));
    }
}

fn not_connected(name: &str, connected: &str) -> Error {
    let message = match (name, connected) {
        (DEFAULT, "") => "no WebSocket is connected: call ws_connect first".to_owned(),
        (name, "") => format!("no WebSocket `{name}` is connected"),
        (name, others) => format!("no WebSocket `{name}` is connected; connected are: {others}"),
    };
    Error::new(ErrorKind::WsNotConnected, message)
}
