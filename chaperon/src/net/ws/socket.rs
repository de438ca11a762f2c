//! A connected WebSocket, as its session holds it.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;

use super::ended::Ended;
use super::inbox::Inbox;
use super::message::{Message, Received};
use super::receiving::Receiving;
use super::wire::{Incoming, Outgoing, Wire};
use crate::error::{ErrorKind, Result};
use crate::net::deadline::{by, late};
use crate::net::failure::transport;
use crate::net::gate::Gate;
use crate::net::timer::Timer;
use crate::time::{Instant, now};

/// How long a goodbye of ours waits for the server's.
const GOODBYE: Duration = Duration::from_secs(1);

/// A connected WebSocket. Dropping it cuts the connection.
///
/// It belongs to one task, and is read from by that: by a receive that waits, and else by
/// [`turn_ends`](Self::turn_ends).
pub struct WebSocket {
    /// Gone when the connection is over, and its buffers with it.
    wire: RefCell<Option<Wire>>,
    pub(super) inbox: Inbox,
    /// Whether a receive waits that was looked at in this turn of the task: it is the one to read.
    pub(super) attended: Cell<bool>,
    /// That of the last receive; taken while one waits.
    pub(super) timer: Cell<Timer>,
    /// One sender at a time, in the order they came.
    senders: Gate,
    /// Who waits until a message is written.
    sender: RefCell<Option<Waker>>,
    ended: RefCell<Option<Ended>>,
}

impl AsRef<Self> for WebSocket {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl WebSocket {
    pub(super) fn new(wire: Wire, inbox: Inbox) -> Self {
        Self {
            wire: RefCell::new(Some(wire)),
            inbox,
            attended: Cell::default(),
            timer: Cell::default(),
            senders: Gate::new(1),
            sender: RefCell::default(),
            ended: RefCell::default(),
        }
    }

    /// Sends a message; done when it was handed to the system.
    ///
    /// May be called while a receive waits, and several times at once. Dropping the future may leave
    /// the message to be sent with the next one.
    ///
    /// # Errors
    /// [`ErrorKind::WsClosed`] and the like when the connection is over, [`ErrorKind::TimeoutSend`]
    /// when the server does not take it until the deadline.
    pub async fn send(&self, message: &Message, deadline: Option<Instant>) -> Result<()> {
        let mut queued = false;
        let at_once = poll_fn(|cx| Poll::Ready(self.poll_send_at_once(message, &mut queued, cx)));
        match at_once.await {
            Poll::Ready(sent) => sent,
            Poll::Pending => self.send_rest(message, queued, deadline).await,
        }
    }

    /// Sends a message if the system takes it at once, as it does with nearly all. Pending, it is to
    /// be [sent on](Self::send_rest), and told whether it is `queued`: then it goes out in any case.
    ///
    /// # Errors
    /// Those of [`send`](Self::send), but for the timeout.
    pub fn poll_send_at_once(
        &self,
        message: &Message,
        queued: &mut bool,
        cx: &mut Context<'_>,
    ) -> Poll<Result<()>> {
        match self.senders.try_enter() {
            Some(_turn) => self.poll_send(Outgoing::message(message), queued, cx),
            None => Poll::Pending,
        }
    }

    /// Sends a message that was not sent [at once](Self::poll_send_at_once), or what is left of it.
    ///
    /// # Errors
    /// Those of [`send`](Self::send).
    pub async fn send_rest(
        &self,
        message: &Message,
        mut queued: bool,
        deadline: Option<Instant>,
    ) -> Result<()> {
        let started = now();
        let sent = by(deadline, async {
            let _turn = self.senders.enter().await;
            poll_fn(|cx| self.poll_send(Outgoing::message(message), &mut queued, cx)).await
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
        let mut receiving = Receiving::new(self);
        poll_fn(|cx| receiving.poll(started, deadline, cx)).await
    }

    /// Takes the next message, if one is there.
    pub fn try_recv(&self) -> Option<Received> {
        self.inbox.pop()
    }

    /// Closes the connection: says goodbye, and waits at most a second for the answer.
    ///
    /// Messages that arrived before can still be taken.
    pub async fn close(&self) {
        let goodbye = by(Some(now() + GOODBYE), async {
            let _turn = self.senders.enter().await;
            let mut queued = false;
            let sent = poll_fn(|cx| self.poll_send(Outgoing::goodbye(), &mut queued, cx));
            if sent.await.is_ok() {
                poll_fn(|cx| self.poll_ended(cx)).await;
                // The server's goodbye only answered ours.
                self.ended.take();
            }
        });
        // Nobody waits for an answer that does not come.
        let _ = goodbye.await;
        self.cut();
    }

    /// Cuts the connection without a goodbye.
    pub fn cut(&self) {
        self.end_and_drop(Ended::here());
    }

    /// Whether messages can still be sent, as far as is known here.
    pub fn is_open(&self) -> bool {
        self.ended.borrow().is_none()
    }

    /// How many messages have arrived and were not taken.
    pub fn waiting(&self) -> usize {
        self.inbox.len()
    }

    /// How often the inbox was full, so that reading stopped.
    pub fn stalls(&self) -> u64 {
        self.inbox.stalls()
    }

    /// To be called whenever its task is to wait: reads and answers what has come, unless a receive
    /// that waits has done so in this turn.
    pub fn turn_ends(&self, cx: &mut Context<'_>) {
        if self.attended.take() {
            return;
        }
        while self.poll_fill(cx).is_ready() {}
        if self.inbox.len() > 0 || !self.is_open() {
            self.inbox.wake_receivers();
        }
        if self.wire.borrow().as_ref().is_none_or(Wire::is_flushed) {
            self.wake_sender();
        }
    }

    /// Reads one thing: a message, or what is dealt with here. Pending when there is nothing, or
    /// nothing more to come.
    pub(super) fn poll_read(&self, cx: &mut Context<'_>) -> Poll<Option<Received>> {
        let next = match self.wire.borrow_mut().as_mut() {
            Some(wire) => ready!(wire.poll_next(cx)),
            None => return Poll::Pending,
        };
        match next {
            Ok(Incoming::Message(message)) => {
                return Poll::Ready(Some(Received { at: now(), message }));
            }
            // It is answered as reading goes on.
            Ok(Incoming::Goodbye(goodbye)) => self.end(Ended::there(&goodbye)),
            Ok(Incoming::End) => self.end_and_drop(Ended::cut()),
            Err(ended) => self.end_and_drop(ended),
        }
        Poll::Ready(None)
    }

    /// Reads one thing into the inbox. Pending, too, when there is no room for a message.
    fn poll_fill(&self, cx: &mut Context<'_>) -> Poll<()> {
        if !self.inbox.has_room() {
            self.inbox.stall();
            return Poll::Pending;
        }
        if let Some(received) = ready!(self.poll_read(cx)) {
            self.inbox.push(received);
        }
        Poll::Ready(())
    }

    /// Why it is over, once it is and nobody has to read any more.
    pub(super) fn ended(&self) -> Option<Ended> {
        self.ended.borrow().clone()
    }

    /// Says why the connection is over; what was said first holds.
    fn end(&self, ended: Ended) {
        self.ended.borrow_mut().get_or_insert(ended);
        self.inbox.wake_receivers();
        self.wake_sender();
    }

    fn end_and_drop(&self, ended: Ended) {
        self.end(ended);
        self.wire.take();
    }

    fn wake_sender(&self) {
        if let Some(sender) = self.sender.take() {
            sender.wake();
        }
    }

    fn poll_send(
        &self,
        outgoing: Outgoing<'_>,
        queued: &mut bool,
        cx: &mut Context<'_>,
    ) -> Poll<Result<()>> {
        if let Some(ended) = &*self.ended.borrow() {
            return Poll::Ready(Err(ended.error()));
        }
        let mut wire = self.wire.borrow_mut();
        let Some(wire) = wire.as_mut() else { return Poll::Ready(Err(Ended::here().error())) };
        let sent = wire.poll_send(outgoing, queued, cx);
        if sent.is_pending() {
            self.sender.replace(Some(cx.waker().clone()));
        }
        sent.map_err(|error| transport(&error))
    }

    fn poll_ended(&self, cx: &mut Context<'_>) -> Poll<()> {
        while self.is_open() {
            self.inbox.watch(cx);
            ready!(self.poll_fill(cx));
        }
        Poll::Ready(())
    }
}
