//! The signals that a session has been sent and has not taken yet, and who can still send one.
//!
//! Who sends them and who waits for them is in `action`.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use serde_json::Value;
use tokio::sync::Notify;

/// How many signals wait at most; beyond it the oldest is dropped.
pub const ROOM: usize = 1_024;

/// Where a session's signals wait, in the order in which they were sent.
#[derive(Debug, Default)]
pub struct Mailbox {
    waiting: RefCell<VecDeque<Value>>,
    /// How many lines to it are open.
    lines: Cell<usize>,
    /// There is one who waits at most, the session itself.
    changed: Notify,
}

impl Mailbox {
    /// The oldest signal that is wanted; the others stay.
    pub(crate) fn take(&self, wanted: impl Fn(&Value) -> bool) -> Option<Value> {
        let mut waiting = self.waiting.borrow_mut();
        let at = waiting.iter().position(wanted)?;
        waiting.remove(at)
    }

    /// How many signals wait.
    pub(crate) fn len(&self) -> usize {
        self.waiting.borrow().len()
    }

    /// Whether somebody is left who could send a signal.
    pub(crate) fn is_reachable(&self) -> bool {
        self.lines.get() > 0
    }

    /// Waits until a signal came or a line was closed since it was last asked.
    pub(crate) async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Whether it had room; without, the oldest is dropped.
    fn put(&self, value: Value) -> bool {
        let mut waiting = self.waiting.borrow_mut();
        let room = waiting.len() < ROOM;
        if !room {
            waiting.pop_front();
        }
        waiting.push_back(value);
        self.changed.notify_one();
        room
    }
}

/// The way from one session to the mailbox of another: a parent has one to each of its children,
/// a child one to its parent. Dropping it closes it.
#[derive(Debug)]
pub struct Line {
    mailbox: Rc<Mailbox>,
    open: Cell<bool>,
}

impl Line {
    /// Opens a line to a mailbox.
    pub(crate) fn to(mailbox: &Rc<Mailbox>) -> Self {
        mailbox.lines.set(mailbox.lines.get() + 1);
        Self { mailbox: mailbox.clone(), open: Cell::new(true) }
    }

    /// Sends a signal; whether there was room for it.
    pub(crate) fn send(&self, value: Value) -> bool {
        self.mailbox.put(value)
    }

    /// Says that nothing more will be sent.
    pub(crate) fn close(&self) {
        if self.open.replace(false) {
            self.mailbox.lines.set(self.mailbox.lines.get() - 1);
            self.mailbox.changed.notify_one();
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.close();
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn beyond_its_room_the_oldest_is_dropped() {
        let mailbox = Rc::default();
        let line = Line::to(&mailbox);
        assert!((0..ROOM).all(|number| line.send(json!(number))));
        assert!(!line.send(json!("one more")));
        assert_eq!(mailbox.len(), ROOM);
        assert_eq!(mailbox.take(|value| value == &json!(0)), None);
        assert_eq!(mailbox.take(|_| true), Some(json!(1)));
        assert_eq!(mailbox.take(|value| value.is_string()), Some(json!("one more")));
    }

    #[tokio::test]
    async fn it_is_reachable_as_long_as_a_line_is_open() {
        let mailbox = Rc::default();
        assert!(!Mailbox::is_reachable(&mailbox));
        let (one, other) = (Line::to(&mailbox), Line::to(&mailbox));
        one.close();
        drop(one);
        mailbox.changed().await;
        assert!(mailbox.is_reachable());
        drop(other);
        mailbox.changed().await;
        assert!(!mailbox.is_reachable());
    }
}
