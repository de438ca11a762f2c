//! A receive that waits: as long as it does, it is the one who reads.

use std::task::{Context, Poll, ready};

use super::message::Received;
use super::socket::WebSocket;
use crate::error::{ErrorKind, Result};
use crate::net::deadline::late;
use crate::net::timer::Timer;
use crate::time::Instant;

/// A receive under way. Dropped, it leaves the reading to others again, and loses no message.
pub(super) struct Receiving<'w> {
    socket: &'w WebSocket,
    timer: Timer,
}

impl<'w> Receiving<'w> {
    pub(super) fn new(socket: &'w WebSocket) -> Self {
        Self { socket, timer: socket.timer.take() }
    }

    pub(super) fn poll(
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
        let socket = self.socket;
        loop {
            if let Some(received) = socket.inbox.pop() {
                return Poll::Ready(Ok(received));
            }
            if let Some(ended) = socket.ended() {
                return Poll::Ready(Err(ended.error()));
            }
            if socket.poll_read(cx).is_pending() {
                socket.inbox.watch(cx);
                socket.attended.set(true);
                return Poll::Pending;
            }
        }
    }
}

impl Drop for Receiving<'_> {
    fn drop(&mut self) {
        self.socket.attended.set(false);
        self.socket.timer.set(std::mem::take(&mut self.timer));
    }
}
