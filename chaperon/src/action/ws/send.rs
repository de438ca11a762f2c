//! Sending a message.

use std::ops::ControlFlow;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::under_way::UnderWay;
use super::{Ws, WsMessage};
use crate::action::Pending;
use crate::action::callback::Callbacks;
use crate::action::show::beginning;
use crate::error::{Error, Result};
use crate::session::{Measured, Session};
use crate::time::{Instant, after};

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
        let under_way = self.begin()?;
        let deadline = self.deadline(&under_way);
        let outcome = under_way.socket.wire.send(&self.message.0, deadline).await;
        under_way.sent(self.ws.session, outcome)
    }

    /// Sends it at once, as nearly always; otherwise what has begun is to go on.
    fn at_once(&mut self, cx: &mut Context<'_>) -> ControlFlow<Result, Begun> {
        let under_way = match self.begin() {
            Ok(under_way) => under_way,
            Err(error) => return ControlFlow::Break(Err(error)),
        };
        let mut queued = false;
        match under_way.socket.wire.poll_send_at_once(&self.message.0, &mut queued, cx) {
            Poll::Ready(outcome) => ControlFlow::Break(under_way.sent(self.ws.session, outcome)),
            Poll::Pending => ControlFlow::Continue(Begun { under_way, queued }),
        }
    }

    /// Goes on with it. When its time is over in the middle of it, the rest goes out before the next
    /// message.
    async fn rest(&mut self, begun: Begun) -> Result {
        let Begun { under_way, queued } = begun;
        let deadline = self.deadline(&under_way);
        let outcome = under_way.socket.wire.send_rest(&self.message.0, queued, deadline).await;
        under_way.sent(self.ws.session, outcome)
    }

    fn begin(&mut self) -> Result<UnderWay> {
        let under_way = UnderWay::begin(&mut self.ws, Measured::Send)?;
        let (path, message) = (&under_way.socket.path, &self.message);
        self.ws.session.show(|| format!("ws_send({path})\n> {}", beginning(message.bytes())));
        Ok(under_way)
    }

    fn deadline(&self, under_way: &UnderWay) -> Option<Instant> {
        self.timeout.map(|timeout| after(under_way.start, timeout))
    }
}

impl UnderWay {
    fn sent(&self, session: &mut Session, outcome: Result) -> Result {
        let took = outcome.is_ok().then(|| self.start.elapsed());
        if took.is_some() {
            self.socket.sent.set(Some(self.start));
        }
        self.end(session, took, outcome)
    }
}

/// A message that the system did not take at once.
struct Begun {
    under_way: UnderWay,
    /// Whether the connection writes it in any case.
    queued: bool,
}

/// A message on its way. Made by awaiting [`WsSend`].
pub struct WsSending<'s>(State<'s>);

enum State<'s> {
    /// It has not been tried.
    New(WsSend<'s>),
    /// It goes on, or somebody is told of it: few messages need a box.
    Boxed(Pending<'s, ()>),
    Done,
}

impl Future for WsSending<'_> {
    type Output = Result;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result> {
        let state = &mut self.get_mut().0;
        let polled = state.poll(cx);
        if polled.is_ready() {
            *state = State::Done;
        }
        polled
    }
}

impl State<'_> {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result> {
        match self {
            Self::New(send) => match send.at_once(cx) {
                ControlFlow::Break(outcome) => Poll::Ready(outcome),
                ControlFlow::Continue(begun) => {
                    self.go_on(begun);
                    self.poll(cx)
                }
            },
            Self::Boxed(send) => send.as_mut().poll(cx),
            Self::Done => panic!("`WsSending` is polled after its end"),
        }
    }

    fn go_on(&mut self, begun: Begun) {
        if let Self::New(mut send) = std::mem::replace(self, Self::Done) {
            *self = Self::Boxed(Box::pin(async move { send.rest(begun).await }));
        }
    }
}

impl<'s> IntoFuture for WsSend<'s> {
    type Output = Result;
    type IntoFuture = WsSending<'s>;

    fn into_future(self) -> Self::IntoFuture {
        WsSending(match self.callbacks.is_empty() {
            true => State::New(self),
            false => State::Boxed(Box::pin(self.told())),
        })
    }
}
