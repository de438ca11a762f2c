//! The messages that have arrived and were not asked for yet.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::task::{Context, Poll, Waker};

use super::message::Received;

/// Messages in the order they arrived, up to a number and a size.
#[derive(Debug)]
pub(super) struct Inbox {
    messages: RefCell<VecDeque<Received>>,
    bytes: Cell<usize>,
    max_messages: usize,
    max_bytes: usize,
    receivers: RefCell<Vec<Waker>>,
    reader: RefCell<Option<Waker>>,
    stalls: Cell<u64>,
}

impl Inbox {
    pub(super) fn new(max_messages: usize, max_bytes: usize) -> Self {
        Self {
            messages: RefCell::default(),
            bytes: Cell::default(),
            max_messages: max_messages.max(1),
            max_bytes: max_bytes.max(1),
            receivers: RefCell::default(),
            reader: RefCell::default(),
            stalls: Cell::default(),
        }
    }

    pub(super) fn push(&self, received: Received) {
        self.bytes.set(self.bytes.get() + received.message.as_bytes().len());
        {
            let mut messages = self.messages.borrow_mut();
            if messages.capacity() == 0 {
                // Most sessions never have more than one waiting; the first growth would make four.
                messages.reserve_exact(1);
            }
            messages.push_back(received);
        }
        self.wake_receivers();
    }

    /// The next message; where there is none, the task is woken when one comes.
    pub(super) fn poll_pop(&self, cx: &mut Context<'_>) -> Poll<Received> {
        if let Some(received) = self.pop() {
            return Poll::Ready(received);
        }
        self.watch(cx);
        Poll::Pending
    }

    /// Has the task woken at the next message, or the end.
    pub(super) fn watch(&self, cx: &mut Context<'_>) {
        let mut receivers = self.receivers.borrow_mut();
        if !receivers.iter().any(|waker| waker.will_wake(cx.waker())) {
            receivers.push(cx.waker().clone());
        }
    }

    pub(super) fn pop(&self) -> Option<Received> {
        let received = self.messages.borrow_mut().pop_front()?;
        self.bytes.set(self.bytes.get() - received.message.as_bytes().len());
        if let Some(reader) = self.reader.take() {
            reader.wake();
        }
        Some(received)
    }

    pub(super) fn len(&self) -> usize {
        self.messages.borrow().len()
    }

    /// Ready when there is room for one more message.
    pub(super) fn poll_room(&self, cx: &mut Context<'_>) -> Poll<()> {
        if self.len() < self.max_messages && self.bytes.get() < self.max_bytes {
            return Poll::Ready(());
        }
        if self.reader.replace(Some(cx.waker().clone())).is_none() {
            self.stalls.set(self.stalls.get() + 1);
        }
        Poll::Pending
    }

    /// How often reading had to stop as there was no room.
    pub(super) fn stalls(&self) -> u64 {
        self.stalls.get()
    }

    pub(super) fn wake_receivers(&self) {
        for waker in self.receivers.take() {
            waker.wake();
        }
    }
}
