//! The timer of a connection, which is hardly ever touched.

use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use tokio::time::Sleep;

use crate::time::{Instant, now};

/// A timer for the deadlines of one exchange, or one receive, after the other.
///
/// Most deadlines are later than the one before and never come. So the timer stays set to an early
/// one: when it fires, it is set to the deadline that holds by then. Whoever waits thus usually only
/// finds that it is set, for the same task.
#[derive(Debug, Default)]
pub(super) struct Timer(Option<Set>);

#[derive(Debug)]
struct Set {
    sleep: Pin<Box<Sleep>>,
    waker: Waker,
}

impl Timer {
    /// Ready when the deadline has come; otherwise the task is woken by then, and perhaps before.
    pub(super) fn poll(&mut self, deadline: Instant, cx: &mut Context<'_>) -> Poll<()> {
        let set = self.0.get_or_insert_with(|| Set {
            sleep: Box::pin(tokio::time::sleep_until(deadline)),
            waker: Waker::noop().clone(),
        });
        set.poll(deadline, cx)
    }
}

impl Set {
    fn poll(&mut self, deadline: Instant, cx: &mut Context<'_>) -> Poll<()> {
        if deadline < self.sleep.deadline() {
            self.sleep.as_mut().reset(deadline);
        } else if !self.sleep.is_elapsed() && self.waker.will_wake(cx.waker()) {
            return Poll::Pending;
        }
        self.waker.clone_from(cx.waker());
        while self.sleep.as_mut().poll(cx).is_ready() {
            if deadline <= now() {
                return Poll::Ready(());
            }
            self.sleep.as_mut().reset(deadline);
        }
        Poll::Pending
    }
}
