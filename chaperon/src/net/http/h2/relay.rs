//! Who is called when there may be something to do for a connection.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Wake, Waker};

/// Passes calls on to whoever looks after a connection: its own task, or the only request on it.
///
/// The connection knows this waker and no other, so that it need not be polled when another takes
/// over. While someone is at it, a call is only noted: who works on a connection wakes himself with
/// most of what he does.
#[derive(Debug, Default)]
pub(super) struct Relay(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Whether there was a call that nobody has acted upon.
    is_due: bool,
    /// Whether someone is at it.
    is_held: bool,
    /// Whether the request is to be called, and not the task.
    by_request: bool,
    request: Option<Waker>,
    task: Option<Waker>,
}

impl Relay {
    /// The connection's task, which is called from now on unless there is a single request.
    pub(super) fn set_task(&self, waker: &Waker) {
        set(&mut self.state().task, waker);
    }

    /// Gives the connection to a request that is alone on it, and is at it until it lets go.
    pub(super) fn begin(&self) {
        let mut state = self.state();
        (state.is_due, state.is_held, state.by_request) = (true, true, true);
    }

    /// Takes hold of the connection; tells whether there is something to do.
    pub(super) fn hold(&self) -> bool {
        let mut state = self.state();
        state.is_held = true;
        std::mem::take(&mut state.is_due)
    }

    /// Lets go, for this waker of the request, if it is one, to be called; not if there is something
    /// to do, which it tells.
    pub(super) fn let_go(&self, request: Option<&Waker>) -> bool {
        let mut state = self.state();
        if std::mem::take(&mut state.is_due) {
            return true;
        }
        if let Some(waker) = request {
            set(&mut state.request, waker);
        }
        state.is_held = false;
        false
    }

    /// Lets go although there is something to do, of which whoever is to be called is told.
    pub(super) fn put_off(&self, request: Option<&Waker>) {
        self.let_go(request);
        self.call();
    }

    /// Gives the connection to its task. What is due can wait for the next call or request, if the
    /// one that ends has left nothing to say to the server.
    pub(super) fn end(&self, can_wait: bool) {
        let mut state = self.state();
        *state =
            State { request: state.request.take(), task: state.task.take(), ..State::default() };
        drop(state);
        if !can_wait {
            self.call();
        }
    }

    /// Gives the connection to its task, and tells the request that had it.
    pub(super) fn share(&self) {
        let request = self.state().request.take();
        self.end(false);
        request.into_iter().for_each(Waker::wake);
    }

    fn call(&self) {
        let mut state = self.state();
        if std::mem::replace(&mut state.is_due, true) || state.is_held {
            return;
        }
        let waker = if state.by_request { &state.request } else { &state.task };
        let waker = waker.clone();
        drop(state);
        waker.into_iter().for_each(Waker::wake);
    }

    /// What is in here is whole whenever it is let go.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Relay {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.call();
    }
}

fn set(place: &mut Option<Waker>, waker: &Waker) {
    match place {
        Some(known) => known.clone_from(waker),
        None => *place = Some(waker.clone()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// How often it was woken.
    #[derive(Default)]
    struct Woken(AtomicUsize);

    impl Wake for Woken {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// A relay with the waker of its task, and the wakes of task and request.
    fn relay() -> (Arc<Relay>, [Arc<Woken>; 2]) {
        let (relay, woken) = (Arc::<Relay>::default(), <[Arc<Woken>; 2]>::default());
        relay.set_task(&Waker::from(Arc::clone(&woken[0])));
        (relay, woken)
    }

    fn times(woken: &[Arc<Woken>; 2]) -> [usize; 2] {
        woken.each_ref().map(|it| it.0.load(Ordering::SeqCst))
    }

    #[test]
    fn whoever_looks_after_a_connection_is_called_once_for_all_that_is_due() {
        let (relay, woken) = relay();
        let request = Waker::from(Arc::clone(&woken[1]));
        relay.call();
        relay.call();
        assert_eq!(times(&woken), [1, 0]);
        relay.begin();
        assert!(relay.hold() && !relay.let_go(Some(&request)));
        relay.call();
        relay.call();
        assert_eq!(times(&woken), [1, 1]);
        relay.end(true);
        relay.call();
        assert_eq!(times(&woken), [2, 1]);
    }

    #[test]
    fn a_call_meanwhile_is_told_to_who_lets_go() {
        let (relay, woken) = relay();
        let request = Waker::from(Arc::clone(&woken[1]));
        relay.begin();
        assert!(relay.hold());
        relay.call();
        assert!(relay.let_go(Some(&request)) && !relay.let_go(Some(&request)));
        assert_eq!(times(&woken), [0, 0]);
        assert!(!relay.hold());
        relay.put_off(Some(&request));
        assert_eq!(times(&woken), [0, 1]);
        assert!(relay.hold());
    }

    #[test]
    fn a_connection_that_is_shared_or_left_with_something_to_do_is_its_tasks() {
        let (relay, woken) = relay();
        let request = Waker::from(Arc::clone(&woken[1]));
        relay.begin();
        assert!(relay.hold() && !relay.let_go(Some(&request)));
        relay.share();
        assert_eq!(times(&woken), [1, 1]);
        assert!(relay.hold() && !relay.let_go(None));
        relay.begin();
        relay.end(false);
        assert_eq!(times(&woken), [2, 1]);
    }
}
