//! A receive that waits: as long as it does, it is the one who reads.

use std::task::{Context, Poll, ready};

use super::message::Received;
use super::socket::WebSocket;
use crate::error::{ErrorKind, Result};
use crate::net::deadline::late;
use crate::net::timer::Timer;
use crate::time::Instant;

/// A receive under way, which borrows the socket or shares it. Dropped, it leaves the reading to
/// others again, and loses no message.
pub struct Receiving<S: AsRef<WebSocket>> {
    socket: S,
    timer: Timer,
}

impl<S: AsRef<WebSocket>> Receiving<S> {
    /// A receive that nobody has waited for yet.
    pub fn new(socket: S) -> Self {
        let timer = socket.as_ref().timer.take();
        Self { socket, timer }
    }

    /// The next message, in a wait that has `started` before and ends at the deadline.
    ///
    /// # Errors
    /// Those of [`WebSocket::recv`].
    pub fn poll(
        &mut self,
        started: Instant,
        deadline: Option<Instant>,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Received>> {
        if let Poll::Ready(received) = self.poll_message(cx) {
            return Poll::Ready(received);
        }
        if let Some(deadline) = deadline {
            ready!(self.timer.poll(deadline, cx));
            return Poll::Ready(Err(late(ErrorKind::Timeout, "no message came", started)));
        }
        Poll::Pending
    }

    /// The next message, from the inbox or the connection; then why there is none to come.
    fn poll_message(&self, cx: &mut Context<'_>) -> Poll<Result<Received>> {
        let socket = self.socket.as_ref();
        if let Some(received) = socket.inbox.pop() {
            return Poll::Ready(Ok(received));
        }
        loop {
            if let Some(ended) = socket.ended() {
                return Poll::Ready(Err(ended.error()));
            }
            match socket.poll_read(cx) {
                Poll::Ready(Some(received)) => return Poll::Ready(Ok(received)),
                Poll::Ready(None) => {}
                Poll::Pending => break,
            }
        }
        socket.inbox.watch(cx);
        socket.attended.set(true);
        Poll::Pending
    }
}

impl<S: AsRef<WebSocket>> Drop for Receiving<S> {
    fn drop(&mut self) {
        let socket = self.socket.as_ref();
        socket.attended.set(false);
        socket.timer.set(std::mem::take(&mut self.timer));
    }
}
