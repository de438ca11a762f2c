//! The WebSockets of a session, by name, and who reads from them while the session does something
//! else.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::rc::Rc;
use std::task::Context;

use super::Session;
use crate::metrics::{MetricId, NameRef, Recorder, ScopeId};
use crate::net::ws::WebSocket;
use crate::time::Instant;

/// The name of the connection that `ws_connect` opens.
pub const DEFAULT: &str = "default";

/// The connected WebSockets of a session. Dropping it closes them.
#[derive(Default)]
pub struct Sockets(RefCell<Vec<Rc<Socket>>>);

/// One connected WebSocket.
pub struct Socket {
    name: Box<str>,
    /// By which its metrics are named.
    pub(crate) path: Box<str>,
    pub(crate) wire: WebSocket,
    /// When the last message was sent, until the answer to it has been accepted.
    pub(crate) sent: Cell<Option<Instant>>,
    metrics: [Cell<Option<(ScopeId, MetricId)>>; 3],
}

/// What is measured of a connected WebSocket.
#[derive(Debug, Clone, Copy)]
pub enum Measured {
    /// Sending a message.
    Send,
    /// Waiting for one.
    Receive,
    /// From sending one to the answer.
    RoundTrip,
}

impl Socket {
    /// A socket of this name, whose metrics are named by the path.
    pub(crate) fn new(name: &str, path: &str, wire: WebSocket) -> Self {
        let (name, path) = (name.into(), path.into());
        Self { name, path, wire, sent: Cell::default(), metrics: Default::default() }
    }

    /// Where something is recorded; looked up once a scope.
    pub(crate) fn metric(
        &self,
        measured: Measured,
        scope: ScopeId,
        recorder: &Recorder,
    ) -> MetricId {
        let (name, [send, receive, round_trip]) = (measured.name(), &self.metrics);
        let known = match measured {
            Measured::Send => send,
            Measured::Receive => receive,
            Measured::RoundTrip => round_trip,
        };
        if let Some((_, metric)) = known.get().filter(|(of, _)| *of == scope) {
            return metric;
        }
        let metric = recorder.intern(scope, NameRef::of(name, &self.path));
        known.set(Some((scope, metric)));
        metric
    }
}

impl AsRef<WebSocket> for Rc<Socket> {
    fn as_ref(&self) -> &WebSocket {
        &self.wire
    }
}

impl Measured {
    /// The type of the action, in names of metrics.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Send => "ws_send",
            Self::Receive => "ws_recv",
            Self::RoundTrip => "ws_round_trip",
        }
    }
}

impl Sockets {
    pub(crate) fn get(&self, name: &str) -> Option<Rc<Socket>> {
        self.0.borrow().iter().find(|socket| &*socket.name == name).cloned()
    }

    /// Keeps a socket; one of the same name is closed.
    pub(crate) fn put(&self, socket: Socket) {
        if let Some(other) = self.take(&socket.name) {
            other.wire.cut();
        }
        let mut open = self.0.borrow_mut();
        // Hardly ever are there several; by itself it would grow to four.
        open.reserve_exact(1);
        open.push(Rc::new(socket));
    }

    pub(crate) fn take(&self, name: &str) -> Option<Rc<Socket>> {
        let mut open = self.0.borrow_mut();
        let index = open.iter().position(|socket| &*socket.name == name)?;
        Some(open.swap_remove(index))
    }

    /// The names of those that are connected.
    pub(crate) fn names(&self) -> Vec<Box<str>> {
        self.0.borrow().iter().map(|socket| socket.name.clone()).collect()
    }

    fn turn_ends(&self, cx: &mut Context<'_>) {
        self.0.borrow().iter().for_each(|socket| socket.wire.turn_ends(cx));
    }
}

/// Does all that a session does in its task.
///
/// Whenever that has to wait, for whatever it is, its WebSockets are read from: pings are answered,
/// and messages get their time. A session that waits for a message reads it itself, so that its
/// task is the only one that is woken by it.
pub(crate) async fn attended<T>(
    session: &mut Session,
    life: impl AsyncFnOnce(&mut Session) -> T,
) -> T {
    let sockets = session.sockets.clone();
    let mut life = pin!(life(session));
    std::future::poll_fn(|cx| {
        let polled = life.as_mut().poll(cx);
        if polled.is_pending() {
            sockets.turn_ends(cx);
        }
        polled
    })
    .await
}
