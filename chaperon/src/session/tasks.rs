//! The child tasks of a session, by name.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use tokio::sync::Notify;
use tokio::task::AbortHandle;

use super::Line;
use crate::error::Error;

/// The children that a session has spawned. Dropping it cuts those that still run.
#[derive(Debug, Default)]
pub struct Tasks {
    children: Vec<Child>,
    /// The names of children that have ended well and are kept no longer.
    ended: Vec<Rc<str>>,
    /// With how many children it is time to look for those that have ended.
    crowded: usize,
}

/// So many children may have ended before they are looked for.
const ROOM: usize = 32;

/// One child task.
#[derive(Debug, Clone)]
pub struct Child {
    pub(crate) name: Rc<str>,
    pub(crate) end: Rc<End>,
    pub(crate) abort: AbortHandle,
    /// The way to its mailbox.
    pub(crate) line: Rc<Line>,
}

/// How a child ended, for whoever joins it.
#[derive(Debug, Default)]
pub struct End {
    reached: Cell<bool>,
    /// Whether it is to end at once.
    cut: Cell<bool>,
    failure: RefCell<Option<Error>>,
    changed: Notify,
}

impl End {
    /// Marks the end, and wakes those who wait for it.
    pub(crate) fn reach(&self, failure: Option<Error>) {
        self.reached.set(true);
        *self.failure.borrow_mut() = failure;
        self.changed.notify_waiters();
    }

    /// Whether it has ended.
    pub(crate) fn is_reached(&self) -> bool {
        self.reached.get()
    }

    /// Tells the child to end at once.
    fn cut(&self) {
        self.cut.set(true);
        self.changed.notify_waiters();
    }

    /// Waits until the child is told to end at once.
    pub(crate) async fn is_cut(&self) {
        while !self.cut.get() {
            self.changed.notified().await;
        }
    }

    /// Whether it ended, and nobody is still to hear of a failure.
    fn is_over(&self) -> bool {
        self.reached.get() && self.failure.borrow().is_none()
    }

    /// Waits for the end; the failure goes to the first who asks.
    pub(crate) async fn wait(&self) -> Result<(), Error> {
        while !self.reached.get() {
            self.changed.notified().await;
        }
        self.failure.borrow_mut().take().map_or(Ok(()), Err)
    }
}

impl Tasks {
    pub(crate) fn push(&mut self, child: Child) {
        self.children.push(child);
        if self.children.len() > self.crowded {
            self.forget_ended();
            self.crowded = (2 * self.children.len()).max(ROOM);
        }
    }

    /// Lets go of the children that nobody needs to wait for: a session may spawn one a round.
    fn forget_ended(&mut self) {
        let Self { children, ended, .. } = self;
        children.retain(|child| {
            let gone = child.end.is_over();
            if gone && !ended.contains(&child.name) {
                ended.push(child.name.clone());
            }
            !gone
        });
    }

    /// Whether a child of that name was ever spawned.
    pub(crate) fn knows(&self, name: &str) -> bool {
        let mut children = self.children.iter();
        children.any(|child| &*child.name == name)
            || self.ended.iter().any(|ended| &**ended == name)
    }

    /// The children of that name, in the order in which they were spawned; without those that have
    /// ended well long ago.
    pub(crate) fn named(&self, name: &str) -> Vec<Child> {
        self.children.iter().filter(|child| &*child.name == name).cloned().collect()
    }

    /// The ways to the children of that name that still run; `None` when none was ever spawned.
    pub(crate) fn lines_to(&self, name: &str) -> Option<Vec<Rc<Line>>> {
        let named = self.children.iter().filter(|child| &*child.name == name);
        let running = named.filter(|child| !child.end.reached.get());
        let lines = running.map(|child| child.line.clone()).collect();
        self.knows(name).then_some(lines)
    }

    /// Says that the children will be sent no more signals.
    pub(crate) fn close_lines(&self) {
        self.children.iter().for_each(|child| child.line.close());
    }

    /// The names of all children, each once.
    pub(crate) fn names(&self) -> Vec<Rc<str>> {
        let children = self.children.iter().map(|child| &child.name);
        let mut names: Vec<Rc<str>> = children.chain(&self.ended).cloned().collect();
        names.sort();
        names.dedup();
        names
    }

    /// All children, in the order in which they were spawned.
    pub(crate) fn all(&self) -> Vec<Child> {
        self.children.clone()
    }

    /// Tells the children that still run to end at once, and gives them to be waited for.
    pub(crate) fn cut(&mut self) -> Vec<Child> {
        let running = self.children.drain(..).filter(|child| !child.end.reached.get());
        running.inspect(|child| child.end.cut()).collect()
    }
}

impl Drop for Tasks {
    fn drop(&mut self) {
        self.children.iter().for_each(|child| child.abort.abort());
    }
}
