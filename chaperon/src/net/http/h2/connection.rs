//! One HTTP/2 connection.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::Poll;

use hyper::Response;
use hyper::body::Incoming;
use hyper::client::conn::TrySendError;
use hyper::client::conn::http2::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::task::spawn_local;

use super::local::Local;
use super::outgoing::Outgoing;
use super::socket::Socket;
use super::turns::{Turn, Turns};
use super::watch::Watch;
use crate::error::{Error, ErrorKind, Result};
use crate::net::core::Net;
use crate::net::dial::Stream;
use crate::net::http::limits::Limits;

/// How much of one response may be on its way or unread.
pub(in crate::net::http) const STREAM_WINDOW: u32 = 1024 * 1024;

/// The same for all responses of a connection.
pub(in crate::net::http) const WINDOW: u32 = 2 * 1024 * 1024;

/// How much of one request may wait to be written.
const UNWRITTEN: usize = 128 * 1024;

/// How many times `http.max_header` a head may be before `hyper` refuses it, without saying why. It
/// counts otherwise than we do, and what is below is refused by us.
const HEAD_ROOM: usize = 8;

/// The least that this comes to.
const LEAST_HEAD: usize = 64 * 1024;

type Driver = http2::Connection<TokioIo<Socket>, Outgoing, Local>;

/// What a request comes to before there is a body.
pub(super) type Answer = Result<Response<Incoming>, TrySendError<http::Request<Outgoing>>>;

/// An open connection, which several exchanges share.
pub(super) struct Connection {
    sender: RefCell<SendRequest<Outgoing>>,
    tasks: Local,
    pub(super) turns: Rc<Turns>,
    pub(super) watch: Rc<Watch>,
    /// Whether a response has come on it.
    pub(super) used: Cell<bool>,
    retired: Cell<bool>,
}

impl Connection {
    /// Begins to speak HTTP/2. The server is not waited for.
    pub(super) async fn open(stream: Stream, net: &Rc<Net>, limits: &Limits) -> Result<Rc<Self>> {
        let (tasks, watch) = (Local::default(), Rc::<Watch>::default());
        // Until the server has said how many it allows, one is asked for at a time.
        let turns = Rc::new(Turns::new(1));
        let socket = Socket { stream, net: Rc::clone(net), watch: Rc::clone(&watch) };
        let opening = http2::Builder::new(tasks.clone())
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(WINDOW)
            .initial_max_send_streams(1)
            .max_send_buf_size(UNWRITTEN)
            .max_header_list_size(head_room(limits.max_header))
            .handshake(TokioIo::new(socket));
        let (sender, driver) = opening.await.map_err(|error| watch.lost(&error, None))?;
        drive(driver, &tasks, &turns);
        let (used, retired) = (Cell::default(), Cell::default());
        Ok(Rc::new(Self { sender: RefCell::new(sender), tasks, turns, watch, used, retired }))
    }

    /// Whether it can take another request, as far as is known here.
    pub(super) fn is_open(&self) -> bool {
        !self.retired.get() && !self.sender.borrow().is_closed()
    }

    /// Whether nothing is under way on it.
    pub(super) fn is_idle(&self) -> bool {
        self.turns.taken() == 0
    }

    pub(super) fn send(
        &self,
        message: http::Request<Outgoing>,
    ) -> impl Future<Output = Answer> + use<> {
        self.sender.borrow_mut().try_send_request(message)
    }

    /// Lets it take no more requests, and closes it once the last of them has ended.
    pub(super) fn retire(&self) {
        self.retired.set(true);
        self.turns.close();
    }

    /// Has an exchange under way on it until what this gives is dropped.
    pub(super) fn begin<'a>(&'a self, turn: Turn<'a>) -> Busy<'a> {
        Busy { connection: self, turn: Some(turn) }
    }

    /// What a wait for a turn was for that took too long.
    pub(super) fn none_free(&self) -> String {
        format!("none of the {} requests at once that the server allows ended", self.turns.taken())
    }
}

/// How large `hyper` may let a head be, for one that we let be that large.
pub(in crate::net::http) fn head_room(max_header: usize) -> u32 {
    let room = max_header.saturating_mul(HEAD_ROOM).max(LEAST_HEAD);
    u32::try_from(room).unwrap_or(u32::MAX)
}

/// Open for as long as someone has to do with it.
impl Drop for Connection {
    fn drop(&mut self) {
        self.tasks.close();
    }
}

/// An exchange on a connection.
pub(super) struct Busy<'a> {
    connection: &'a Connection,
    turn: Option<Turn<'a>>,
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.turn = None;
        if self.connection.retired.get() && self.connection.is_idle() {
            self.connection.tasks.close();
        }
    }
}

/// Sends requests on as they come, and keeps to what the server allows.
fn drive(driver: Driver, tasks: &Local, turns: &Rc<Turns>) {
    // Gone when it has ended: only then does the sender know.
    let driver = Rc::new(RefCell::new(Some(driver)));
    let (seen, allowing) = (Rc::downgrade(&driver), Rc::clone(turns));
    tasks.after_each_poll(move || {
        if let Some(driver) = seen.upgrade()
            && let Some(driver) = &*driver.borrow()
        {
            allowing.allow(driver.current_max_send_streams());
        }
    });
    let turns = Rc::clone(turns);
    spawn_local(async move {
        poll_fn(|cx| {
            let mut driver = driver.borrow_mut();
            let ended = match driver.as_mut() {
                // Why it ended is told to the requests that were under way.
                Some(running) => Pin::new(running).poll(cx).is_ready(),
                None => true,
            };
            if !ended {
                return Poll::Pending;
            }
            *driver = None;
            Poll::Ready(())
        })
        .await;
        turns.close();
    });
}

/// The error of a server that was to speak HTTP/2 and did not agree to.
pub(super) fn not_agreed(authority: &str) -> Error {
    let message = format!(
        "{authority} did not agree to HTTP/2 in the TLS handshake, and `http.version` is \"2\": \
         set it to \"auto\" or \"1.1\""
    );
    Error::new(ErrorKind::TlsFailed, message)
}
