//! A receive under way: message after message, each measured, until one is the one.
//!
//! Most receives only wait for the socket. They do so in no box, and through as few layers as
//! possible, as all that a session receives passes through here.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use super::under_way::UnderWay;
use super::{Ws, WsMessage, WsReceive};
use crate::action::Pending;
use crate::action::show::beginning;
use crate::error::{Error, Result};
use crate::net::ws::{Received, Receiving};
use crate::session::{Measured, Session, Socket};
use crate::time::{Instant, after};

/// What receives: each message, or those until a certain one comes.
pub(super) trait Receives<'s> {
    /// The receive of whatever message is next, that this one is made of.
    fn plain(&mut self) -> &mut WsReceive<'s>;

    /// The message, if it is the one.
    fn takes(&mut self, received: Received, socket: &Socket) -> Option<WsMessage>;

    /// Receives it, and calls what is to be called with it.
    async fn receive(&mut self) -> Result<WsMessage> {
        let outcome = self.accepted().await;
        self.plain().tell(outcome).await
    }

    /// Receives it.
    async fn accepted(&mut self) -> Result<WsMessage> {
        if self.plain().ws.session.intervals.is_empty() {
            return std::future::poll_fn(|cx| self.poll_accepted(cx)).await;
        }
        loop {
            let (received, socket) = self.plain().next_between_intervals().await?;
            if let Some(message) = self.takes(received, &socket) {
                return Ok(message);
            }
        }
    }

    /// As [`accepted`](Self::accepted), where nothing is to be done at intervals.
    fn poll_accepted(&mut self, cx: &mut Context<'_>) -> Poll<Result<WsMessage>> {
        loop {
            let (received, socket) = ready!(self.plain().poll_next(cx))?;
            if let Some(message) = self.takes(received, &socket) {
                return Poll::Ready(Ok(message));
            }
        }
    }

    /// Counts the error of a message that cannot be decoded.
    fn note(&mut self, error: Error) -> Error {
        self.plain().ws.session.note_error(error)
    }
}

/// A receive that is awaited. Made by awaiting [`WsReceive`] or [`WsAwait`](super::WsAwait).
pub struct WsReceiving<'s, R>(State<'s, R>);

enum State<'s, R> {
    /// It has not begun, or only waits.
    New(R),
    /// Something is called with the message, or done at intervals meanwhile.
    Boxed(Pending<'s, WsMessage>),
    Done,
}

/// Awaits it.
pub(super) fn await_it<'s, R: Receives<'s> + 's>(mut receives: R) -> WsReceiving<'s, R> {
    WsReceiving(match receives.plain().only_waits() {
        true => State::New(receives),
        false => State::Boxed(Box::pin(async move { receives.receive().await })),
    })
}

/// Nothing in it is pinned but what is in a box.
impl<R> Unpin for WsReceiving<'_, R> {}

impl<'s, R: Receives<'s>> Future for WsReceiving<'s, R> {
    type Output = Result<WsMessage>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let state = &mut self.get_mut().0;
        let polled = match state {
            State::New(receives) => receives.poll_accepted(cx),
            State::Boxed(receive) => receive.as_mut().poll(cx),
            State::Done => panic!("`WsReceiving` is polled after its end"),
        };
        if polled.is_ready() {
            *state = State::Done;
        }
        polled
    }
}

/// The wait for one message, as long as nothing else is done.
pub(super) struct Waiting {
    under_way: UnderWay,
    receiving: Receiving<Rc<Socket>>,
    deadline: Option<Instant>,
}

impl WsReceive<'_> {
    /// Whether nothing is to be done but to wait.
    fn only_waits(&self) -> bool {
        self.callbacks.is_empty() && self.ws.session.intervals.is_empty()
    }

    /// Receives one message, and tells over which socket.
    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<(Received, Rc<Socket>)>> {
        let waiting = match &mut self.waiting {
            Some(waiting) => waiting,
            None => {
                let waiting = self.begin()?;
                self.waiting.insert(waiting)
            }
        };
        let Waiting { under_way, receiving, deadline } = waiting;
        let outcome = ready!(receiving.poll(under_way.start, *deadline, cx));
        let socket = under_way.socket.clone();
        let received = under_way.received(self.ws.session, outcome);
        self.waiting = None;
        Poll::Ready(received.map(|received| (received, socket)))
    }

    /// The same, and meanwhile what is to be done at intervals.
    async fn next_between_intervals(&mut self) -> Result<(Received, Rc<Socket>)> {
        let mut under_way = UnderWay::begin(&mut self.ws, Measured::Receive)?;
        let (start, socket) = (under_way.start, &mut under_way.socket);
        let deadline = self.deadline(start);
        let Ws { session, name } = &mut self.ws;
        let message = async |session: &mut Session| {
            // What is done at intervals may have connected another one of that name.
            *socket = session.socket(name)?;
            socket.wire.recv_since(start, deadline).await
        };
        let outcome = session.awaiting(message).await;
        let received = under_way.received(session, outcome)?;
        Ok((received, under_way.socket))
    }

    fn begin(&mut self) -> Result<Waiting> {
        let under_way = UnderWay::begin(&mut self.ws, Measured::Receive)?;
        let receiving = Receiving::new(under_way.socket.clone());
        let deadline = self.deadline(under_way.start);
        Ok(Waiting { under_way, receiving, deadline })
    }

    /// When all has to be over, the wait for a message beginning at `start`: the timeout counts from
    /// when the first did.
    fn deadline(&mut self, start: Instant) -> Option<Instant> {
        let began = *self.began.get_or_insert(start);
        self.timeout.map(|timeout| after(began, timeout))
    }
}

impl UnderWay {
    /// Ends a receive. The wait ends when the message has come, however late the session looks for
    /// it.
    fn received(&self, session: &mut Session, outcome: Result<Received>) -> Result<Received> {
        let took = match &outcome {
            Ok(Received { at, message }) => {
                let shown = || beginning(message.as_bytes());
                session.show(|| format!("ws_recv({})\n< {}", self.socket.path, shown()));
                session.keep_result(|| self.metric().to_string(), message.as_bytes());
                Some(at.saturating_duration_since(self.start))
            }
            Err(error) => error.kind().is_timeout().then(|| self.start.elapsed()),
        };
        self.end(session, took, outcome)
    }
}
