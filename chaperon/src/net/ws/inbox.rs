//! The messages that have arrived and were not asked for yet.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::task::{Context, Waker};

use super::message::Received;

/// Messages in the order they arrived, up to a number and a size.
#[derive(Debug)]
pub(super) struct Inbox {
    messages: RefCell<VecDeque<Received>>,
    bytes: Cell<usize>,
    max_messages: usize,
    max_bytes: usize,
    receivers: RefCell<Vec<Waker>>,
    /// Whether reading has stopped as there was no room.
    stalled: Cell<bool>,
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
            stalled: Cell::default(),
            stalls: Cell::default(),
        }
    }

    /// Keeps a message. Who waits for one is not woken by this.
    pub(super) fn push(&self, received: Received) {
        self.bytes.set(self.bytes.get() + received.message.as_bytes().len());
        let mut messages = self.messages.borrow_mut();
        if messages.capacity() == 0 {
            // Most sessions never have more than one waiting; the first growth would make four.
            messages.reserve_exact(1);
        }
        messages.push_back(received);
    }

    pub(super) fn pop(&self) -> Option<Received> {
        let received = self.messages.borrow_mut().pop_front()?;
        self.bytes.set(self.bytes.get() - received.message.as_bytes().len());
        self.stalled.set(false);
        Some(received)
    }

    pub(super) fn len(&self) -> usize {
        self.messages.borrow().len()
    }

    /// Whether there is room for one more message.
    pub(super) fn has_room(&self) -> bool {
        self.len() < self.max_messages && self.bytes.get() < self.max_bytes
    }

    /// Counts that reading stops, until a message is taken.
    pub(super) fn stall(&self) {
        if !self.stalled.replace(true) {
            self.stalls.set(self.stalls.get() + 1);
        }
    }

    /// How often reading had to stop as there was no room.
    pub(super) fn stalls(&self) -> u64 {
        self.stalls.get()
    }

    /// Has the task woken at the next message that somebody else reads, or at the end.
    pub(super) fn watch(&self, cx: &mut Context<'_>) {
        let mut receivers = self.receivers.borrow_mut();
        if !receivers.iter().any(|waker| waker.will_wake(cx.waker())) {
            receivers.push(cx.waker().clone());
        }
    }

    pub(super) fn wake_receivers(&self) {
        for waker in self.receivers.take() {
            waker.wake();
        }
    }
}
