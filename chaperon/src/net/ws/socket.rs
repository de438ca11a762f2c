//! A connected WebSocket, as its session holds it.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::Sink;
use tokio::task::AbortHandle;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as Frame;

use super::buffered::Buffered;
use super::ended::Ended;
use super::inbox::Inbox;
use super::message::{Message, Received};
use super::reader::read;
use crate::error::{ErrorKind, Result};
use crate::net::deadline::{by, late};
use crate::net::gate::Gate;
use crate::time::{Instant, now};

/// How long a goodbye of ours waits for the server's.
const GOODBYE: Duration = Duration::from_secs(1);

/// A connected WebSocket. Dropping it cuts the connection.
pub struct WebSocket {
    shared: Rc<Shared>,
    reader: AbortHandle,
}

/// What the session and the reading task share.
pub(super) struct Shared {
    /// Gone when the connection is over, and its buffers with it.
    pub(super) stream: RefCell<Option<WebSocketStream<Buffered>>>,
    pub(super) inbox: Inbox,
    /// One sender at a time, in the order they came.
    senders: Gate,
    ended: RefCell<Option<Ended>>,
}

impl WebSocket {
    /// Must be called in a `LocalSet` or `LocalRuntime`: the connection is read by a local task.
    pub(super) fn new(stream: WebSocketStream<Buffered>, inbox: Inbox) -> Self {
        let shared = Rc::new(Shared {
            stream: RefCell::new(Some(stream)),
            inbox,
            senders: Gate::new(1),
            ended: RefCell::default(),
        });
        let reader = tokio::task::spawn_local(read(Rc::clone(&shared))).abort_handle();
        Self { shared, reader }
    }

    /// Sends a message; done when it was handed to the system.
    ///
    /// May be called while a receive waits, and from several tasks. Dropping the future may leave
    /// the message to be sent with the next one.
    ///
    /// # Errors
    /// [`ErrorKind::WsClosed`] and the like when the connection is over, [`ErrorKind::TimeoutSend`]
    /// when the server does not take it until the deadline.
    pub async fn send(&self, message: Message, deadline: Option<Instant>) -> Result<()> {
        let started = now();
        let sent = by(deadline, async {
            let _turn = self.shared.senders.enter().await;
            let mut frame = Some(Frame::from(message));
            std::future::poll_fn(|cx| self.shared.poll_send(&mut frame, cx)).await
        });
        sent.await.unwrap_or_else(|| {
            Err(late(ErrorKind::TimeoutSend, "the server did not take the message", started))
        })
    }

    /// Takes the next message, waiting for it. Dropping the future loses no message.
    ///
    /// # Errors
    /// [`ErrorKind::Timeout`] when there is none until the deadline; when the connection is over
    /// and its messages are taken, why it is.
    pub async fn recv(&self, deadline: Option<Instant>) -> Result<Received> {
        self.recv_since(now(), deadline).await
    }

    /// As [`recv`](Self::recv), in a wait that has `started` before and is taken up again.
    ///
    /// # Errors
    /// Those of [`recv`](Self::recv).
    pub async fn recv_since(
        &self,
        started: Instant,
        deadline: Option<Instant>,
    ) -> Result<Received> {
        // What is there needs no timer.
        if let Some(received) = self.shared.inbox.pop() {
            return Ok(received);
        }
        by(deadline, std::future::poll_fn(|cx| self.shared.poll_recv(cx)))
            .await
            .unwrap_or_else(|| Err(late(ErrorKind::Timeout, "no message came", started)))
    }

    /// Takes the next message, if one is there.
    pub fn try_recv(&self) -> Option<Received> {
        self.shared.inbox.pop()
    }

    /// Closes the connection: says goodbye, and waits at most a second for the answer.
    ///
    /// Messages that arrived before can still be taken.
    pub async fn close(&self) {
        let goodbye = by(Some(now() + GOODBYE), async {
            let _turn = self.shared.senders.enter().await;
            let mut frame = Some(Frame::Close(None));
            let sent = std::future::poll_fn(|cx| self.shared.poll_send(&mut frame, cx)).await;
            if sent.is_ok() {
                std::future::poll_fn(|cx| self.shared.poll_ended(cx)).await;
                // The server's goodbye only answered ours.
                self.shared.ended.take();
            }
        });
        // Nobody waits for an answer that does not come.
        let _ = goodbye.await;
        self.reader.abort();
        self.shared.end_and_drop(Ended::here());
    }

    /// Whether messages can still be sent, as far as is known here.
    pub fn is_open(&self) -> bool {
        self.shared.ended.borrow().is_none()
    }

    /// How many messages have arrived and were not taken.
    pub fn waiting(&self) -> usize {
        self.shared.inbox.len()
    }

    /// How often the inbox was full, so that reading stopped.
    pub fn stalls(&self) -> u64 {
        self.shared.inbox.stalls()
    }
}

impl Drop for WebSocket {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

impl Shared {
    /// Says why the connection is over; what was said first holds.
    pub(super) fn end(&self, ended: Ended) {
        self.ended.borrow_mut().get_or_insert(ended);
        self.inbox.wake_receivers();
    }

    pub(super) fn end_and_drop(&self, ended: Ended) {
        self.end(ended);
        self.stream.take();
    }

    fn poll_send(&self, frame: &mut Option<Frame>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        let over = self.ended.borrow().as_ref().map(Ended::error);
        let mut stream = self.stream.borrow_mut();
        let (None, Some(stream)) = (over, stream.as_mut()) else {
            let ended = self.ended.borrow().clone().unwrap_or_else(Ended::here);
            return Poll::Ready(Err(ended.error()));
        };
        let mut stream = Pin::new(stream);
        let sent = (|| {
            if frame.is_some() {
                ready!(stream.as_mut().poll_ready(cx))?;
                if let Some(frame) = frame.take() {
                    stream.as_mut().start_send(frame)?;
                }
            }
            stream.as_mut().poll_flush(cx)
        })();
        sent.map_err(|error| Ended::from(&error).error())
    }

    fn poll_recv(&self, cx: &mut Context<'_>) -> Poll<Result<Received>> {
        if let Poll::Ready(received) = self.inbox.poll_pop(cx) {
            return Poll::Ready(Ok(received));
        }
        match &*self.ended.borrow() {
            Some(ended) => Poll::Ready(Err(ended.error())),
            None => Poll::Pending,
        }
    }

    fn poll_ended(&self, cx: &mut Context<'_>) -> Poll<()> {
        if self.ended.borrow().is_some() {
            return Poll::Ready(());
        }
        self.inbox.watch(cx);
        Poll::Pending
    }
}
