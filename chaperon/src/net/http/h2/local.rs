//! Where the tasks of a connection run: on the core of its slot.

use std::cell::RefCell;
use std::pin::pin;
use std::rc::Rc;

use hyper::rt::Executor;
use tokio::task::{AbortHandle, spawn_local};

/// Runs the futures of one connection.
#[derive(Clone, Default)]
pub(super) struct Local(Rc<Shared>);

#[derive(Default)]
struct Shared {
    /// The task that reads and writes the socket: the first there is.
    socket: RefCell<Option<AbortHandle>>,
    /// Called whenever that task has done something.
    then: RefCell<Option<Box<dyn Fn()>>>,
}

impl Local {
    /// Has this called whenever something may have come from the server.
    pub(super) fn after_each_poll(&self, then: impl Fn() + 'static) {
        self.0.then.replace(Some(Box::new(then)));
    }

    /// Closes the socket, whatever is under way.
    pub(super) fn close(&self) {
        if let Some(socket) = &*self.0.socket.borrow() {
            socket.abort();
        }
    }
}

impl Shared {
    fn polled(&self) {
        if let Some(then) = &*self.then.borrow() {
            then();
        }
    }
}

impl<F: Future<Output = ()> + 'static> Executor<F> for Local {
    fn execute(&self, future: F) {
        let mut socket = self.0.socket.borrow_mut();
        if socket.is_some() {
            spawn_local(future);
            return;
        }
        let shared = Rc::clone(&self.0);
        let watched = async move {
            let mut future = pin!(future);
            let watched = std::future::poll_fn(|cx| {
                let polled = future.as_mut().poll(cx);
                shared.polled();
                polled
            });
            watched.await;
        };
        *socket = Some(spawn_local(watched).abort_handle());
    }
}
