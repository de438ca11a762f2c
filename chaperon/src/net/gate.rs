//! A gate that lets a number of users through at once, and the others in the order they came.
//!
//! Like a semaphore, but of one core: without atomics, locks or an allocation where nobody waits.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// Lets a number of users through at once.
#[derive(Debug)]
pub(super) struct Gate {
    free: Cell<usize>,
    queue: RefCell<VecDeque<Rc<Waiting>>>,
}

#[derive(Debug, Default)]
struct Waiting {
    admitted: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

/// The right to be inside; leaves when dropped.
#[derive(Debug)]
pub(super) struct Pass<'a>(&'a Gate);

impl Gate {
    pub(super) fn new(places: usize) -> Self {
        Self { free: Cell::new(places), queue: RefCell::default() }
    }

    /// How many could enter now.
    pub(super) fn free(&self) -> usize {
        self.free.get()
    }

    /// Enters, if that is possible at once.
    pub(super) fn try_enter(&self) -> Option<Pass<'_>> {
        let free = self.free.get();
        (free > 0).then(|| {
            self.free.set(free - 1);
            Pass(self)
        })
    }

    /// Enters, once all who came earlier have. Stands in the queue from the first poll on.
    pub(super) fn enter(&self) -> Enter<'_> {
        Enter { gate: self, place: None }
    }

    /// Hands the place of one who leaves to the first in the queue.
    fn leave(&self) {
        let Some(next) = self.queue.borrow_mut().pop_front() else {
            self.free.set(self.free.get() + 1);
            return;
        };
        next.admitted.set(true);
        if let Some(waker) = next.waker.take() {
            waker.wake();
        }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

/// The wait at a [`Gate`]. Dropped, it leaves the queue, or passes on a place it was given.
#[derive(Debug)]
pub(super) struct Enter<'a> {
    gate: &'a Gate,
    place: Option<Rc<Waiting>>,
}

impl<'a> Future for Enter<'a> {
    type Output = Pass<'a>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Pass<'a>> {
        let gate = self.gate;
        let Some(place) = &self.place else {
            if let Some(pass) = gate.try_enter() {
                return Poll::Ready(pass);
            }
            let place = Rc::new(Waiting::default());
            place.waker.replace(Some(cx.waker().clone()));
            gate.queue.borrow_mut().push_back(Rc::clone(&place));
            self.place = Some(place);
            return Poll::Pending;
        };
        if place.admitted.get() {
            self.place = None;
            return Poll::Ready(Pass(gate));
        }
        place.waker.replace(Some(cx.waker().clone()));
        Poll::Pending
    }
}

impl Drop for Enter<'_> {
    fn drop(&mut self) {
        let Some(place) = self.place.take() else { return };
        if place.admitted.get() {
            self.gate.leave();
        } else {
            self.gate.queue.borrow_mut().retain(|other| !Rc::ptr_eq(other, &place));
        }
    }
}
