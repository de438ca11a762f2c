//! What a session's actions gave, and what went wrong in them: the last of each, while results are
//! printed.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use crate::error::ErrorKind;

/// So many results and so many errors are kept of a session; the oldest go first.
pub(crate) const KEPT: usize = 100;

/// What an action gave. Listed by [`Session::results`](crate::Session::results).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ActionResult {
    /// The action's metric: `get(/path)`, `ws_recv(/path)`.
    pub action: String,
    /// The response's body or the message as text; of a long one the beginning.
    pub text: String,
}

/// What went wrong in a session. Listed by [`Session::errors`](crate::Session::errors).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionError {
    /// As which it is counted.
    pub kind: ErrorKind,
    /// What it says.
    pub message: String,
}

/// What is kept of a session. What a child has kept goes to its parent when the child ends.
#[derive(Debug, Default)]
pub struct Kept {
    results: RefCell<VecDeque<ActionResult>>,
    errors: RefCell<VecDeque<SessionError>>,
    parent: Option<Rc<Kept>>,
}

impl Kept {
    /// Of a child of the session.
    pub(crate) fn of_child(self: &Rc<Self>) -> Rc<Self> {
        Rc::new(Self {
            results: RefCell::default(),
            errors: RefCell::default(),
            parent: Some(self.clone()),
        })
    }

    pub(crate) fn result(&self, result: ActionResult) {
        keep(&mut self.results.borrow_mut(), [result]);
    }

    pub(crate) fn error(&self, error: SessionError) {
        keep(&mut self.errors.borrow_mut(), [error]);
    }

    /// The results kept, in the order in which they came.
    pub(crate) fn results(&self) -> Vec<ActionResult> {
        self.results.borrow().iter().cloned().collect()
    }

    /// The errors kept, in the order in which they came.
    pub(crate) fn errors(&self) -> Vec<SessionError> {
        self.errors.borrow().iter().cloned().collect()
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Some(parent) = &self.parent {
            keep(&mut parent.results.borrow_mut(), self.results.take());
            keep(&mut parent.errors.borrow_mut(), self.errors.take());
        }
    }
}

fn keep<T>(kept: &mut VecDeque<T>, more: impl IntoIterator<Item = T>) {
    kept.extend(more);
    kept.drain(..kept.len().saturating_sub(KEPT));
}
