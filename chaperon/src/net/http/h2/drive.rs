//! Who reads and writes a connection's socket: the only request on it itself, or a task.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use h2::client;

use super::relay::Relay;
use super::socket::Socket;
use super::turns::Turns;

/// How often one goes on at once with what has become due meanwhile, before others have their turn.
const ROUNDS: usize = 8;

/// A connection, as it is read and written.
///
/// A request that is alone on it does that itself: it is woken when its answer has come, and no
/// other task has to be. When there are several, and when there is none, a task of the connection
/// does: requests must not depend on one of them being polled, and pings want an answer.
pub(super) struct Drive {
    /// Gone when it has ended.
    running: RefCell<Option<client::Connection<Socket, Bytes>>>,
    relay: Arc<Relay>,
    waker: Waker,
    /// Whether a request has it for itself.
    is_taken: Cell<bool>,
    pub(super) turns: Turns,
}

impl Drive {
    pub(super) fn new(running: client::Connection<Socket, Bytes>, turns: Turns) -> Self {
        let relay = Arc::<Relay>::default();
        let waker = Waker::from(Arc::clone(&relay));
        let (running, is_taken) = (RefCell::new(Some(running)), Cell::default());
        let drive = Self { running, relay, waker, is_taken, turns };
        drive.relay.end(false);
        drive
    }

    /// Looks after it for as long as no single request does, until it ends.
    pub(super) async fn tend(self: Rc<Self>) {
        poll_fn(|cx| {
            self.relay.set_task(cx.waker());
            self.look();
            if self.has_ended() { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
    }

    pub(super) fn has_ended(&self) -> bool {
        self.running.borrow().is_none()
    }

    /// Closes the socket, whatever is under way.
    pub(super) fn close(&self) {
        self.running.take();
        // The task shall end, too.
        self.relay.end(false);
    }

    /// Begins a request, which has the connection for itself if it is the only one under way.
    pub(super) fn begin(&self, is_alone: bool) {
        if is_alone {
            self.is_taken.set(true);
            self.relay.begin();
        } else if self.is_taken.replace(false) {
            self.relay.share();
        }
    }

    /// Ends a request that had the connection for itself when it began.
    pub(super) fn end(&self, can_wait: bool) {
        if self.is_taken.replace(false) {
            self.relay.end(can_wait);
        }
    }

    /// Polls what the request that began alone waits for; and the connection as well, while it has
    /// that for itself.
    pub(super) fn poll<T>(
        &self,
        cx: &mut Context<'_>,
        mut step: impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        if !self.is_taken.get() {
            return step(cx);
        }
        // Called for whatever comes, it need not be called for what it waits for.
        let mut uncalled = Context::from_waker(Waker::noop());
        let mut is_due = self.relay.hold();
        for _ in 0..ROUNDS {
            if is_due {
                self.advance();
            }
            if let Poll::Ready(done) = step(&mut uncalled) {
                return Poll::Ready(done);
            }
            is_due = self.relay.let_go(Some(cx.waker()));
            if !is_due {
                return Poll::Pending;
            }
        }
        self.relay.put_off(Some(cx.waker()));
        Poll::Pending
    }

    /// Takes note of what has come, unless a request does that.
    pub(super) fn look(&self) {
        if self.is_taken.get() {
            return;
        }
        let mut is_due = self.relay.hold();
        for _ in 0..ROUNDS {
            if is_due {
                self.advance();
            }
            is_due = self.relay.let_go(None);
            if !is_due {
                return;
            }
        }
        self.relay.put_off(None);
    }

    /// Reads and writes what can be, and keeps to what the server allows.
    fn advance(&self) {
        let mut place = self.running.borrow_mut();
        let Some(running) = place.as_mut() else { return };
        let mut cx = Context::from_waker(&self.waker);
        if Pin::new(&mut *running).poll(&mut cx).is_pending() {
            self.turns.allow(running.max_concurrent_send_streams());
            return;
        }
        // Why it ended is told to the requests that were under way.
        *place = None;
        self.turns.close();
    }
}
