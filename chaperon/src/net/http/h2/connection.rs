//! One HTTP/2 connection.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use h2::SendStream;
use h2::client::{Builder, ResponseFuture, SendRequest};
use http::uri::Authority;
use tokio::task::spawn_local;

use super::drive::Drive;
use super::failed::{self, Broken};
use super::socket::Socket;
use super::turns::{Turn, Turns};
use super::watch::Watch;
use crate::error::{Error, ErrorKind, Result};
use crate::net::core::Net;
use crate::net::dial::Stream;
use crate::net::http::limits::Limits;
use crate::net::origin::Origin;
use crate::net::timer::Timer;

/// How much of one response may be on its way or unread.
pub(in crate::net::http) const STREAM_WINDOW: u32 = 1024 * 1024;

/// The same for all responses of a connection.
pub(in crate::net::http) const WINDOW: u32 = 2 * 1024 * 1024;

/// How much of one request may wait to be written.
const UNWRITTEN: usize = 128 * 1024;

/// How many times `http.max_header` a head may be before `h2` refuses it, without saying why. It
/// counts otherwise than we do, and what is below is refused by us.
const HEAD_ROOM: usize = 8;

/// The least that this comes to.
const LEAST_HEAD: usize = 64 * 1024;

/// An open connection, which several exchanges share.
pub(super) struct Connection {
    sender: RefCell<SendRequest<Bytes>>,
    pub(super) drive: Rc<Drive>,
    pub(super) watch: Rc<Watch>,
    /// What requests name as theirs, unless they name another.
    pub(super) authority: Authority,
    /// Whether a response has come on it.
    pub(super) used: Cell<bool>,
    /// For the next request: most likely it is for the same task, and set already.
    pub(super) timer: Cell<Timer>,
}

impl Connection {
    /// Begins to speak HTTP/2. The server is not waited for.
    pub(super) async fn open(
        stream: Stream,
        origin: &Origin,
        net: &Rc<Net>,
        limits: &Limits,
    ) -> Result<Rc<Self>> {
        let authority = Authority::try_from(origin.authority())
            .map_err(|error| Error::new(ErrorKind::BadRequest, format!("{origin}: {error}")))?;
        let watch = Rc::<Watch>::default();
        let socket = Socket { stream, net: Rc::clone(net), watch: Rc::clone(&watch) };
        let (sender, running) =
            settings(limits).handshake(socket).await.map_err(|error| watch.lost(&error, None))?;
        // Until the server has said how many it allows, one is asked for at a time.
        let drive = Rc::new(Drive::new(running, Turns::new(1)));
        spawn_local(Rc::clone(&drive).tend());
        let (sender, used, timer) = (RefCell::new(sender), Cell::default(), Cell::default());
        Ok(Rc::new(Self { sender, drive, watch, authority, used, timer }))
    }

    /// Whether it can take another request, as far as is known here.
    pub(super) fn is_open(&self) -> bool {
        self.drive.look();
        !self.drive.has_ended() && !self.goes_away()
    }

    /// Whether nothing is under way on it.
    pub(super) fn is_idle(&self) -> bool {
        self.drive.turns.taken() == 0
    }

    /// Hands over a request, with its body to follow unless there is none.
    pub(super) fn send(
        &self,
        message: http::Request<()>,
        is_whole: bool,
    ) -> Result<(ResponseFuture, SendStream<Bytes>), Broken> {
        let mut sender = self.sender.borrow_mut();
        let ready = sender.poll_ready(&mut Context::from_waker(Waker::noop()));
        let sent = match ready {
            Poll::Ready(Ok(())) => sender.send_request(message, is_whole),
            // One waits until the server allows it; a sender can have only one of these.
            Poll::Pending => sender.clone().send_request(message, is_whole),
            Poll::Ready(Err(error)) => Err(error),
        };
        sent.map_err(|error| failed::before_sending(&error, &self.watch))
    }

    /// Has an exchange under way on it until what this gives is dropped.
    pub(super) fn begin<'a>(&'a self, turn: Turn<'a>) -> Busy<'a> {
        let is_alone = self.drive.turns.taken() == 1;
        self.drive.begin(is_alone);
        Busy { connection: self, turn: Some(turn), is_alone, can_wait: Cell::new(false) }
    }

    /// What a wait for a turn was for that took too long.
    pub(super) fn none_free(&self) -> String {
        let taken = self.drive.turns.taken();
        format!("none of the {taken} requests at once that the server allows ended")
    }

    /// Whether the server takes no more requests.
    fn goes_away(&self) -> bool {
        let mut cx = Context::from_waker(Waker::noop());
        matches!(self.sender.borrow_mut().poll_ready(&mut cx), Poll::Ready(Err(_)))
    }
}

fn settings(limits: &Limits) -> Builder {
    let mut settings = Builder::new();
    settings
        .enable_push(false)
        .initial_window_size(STREAM_WINDOW)
        .initial_connection_window_size(WINDOW)
        .initial_max_send_streams(1)
        .max_send_buffer_size(UNWRITTEN)
        .max_header_list_size(head_room(limits.max_header));
    settings
}

/// How large `h2` may let a head be, for one that we let be that large.
pub(in crate::net::http) fn head_room(max_header: usize) -> u32 {
    let room = max_header.saturating_mul(HEAD_ROOM).max(LEAST_HEAD);
    u32::try_from(room).unwrap_or(u32::MAX)
}

/// Open for as long as someone has to do with it.
impl Drop for Connection {
    fn drop(&mut self) {
        self.drive.close();
    }
}

/// An exchange on a connection.
pub(super) struct Busy<'a> {
    pub(super) connection: &'a Connection,
    turn: Option<Turn<'a>>,
    /// Whether there was no other when it began.
    is_alone: bool,
    can_wait: Cell<bool>,
}

impl Busy<'_> {
    /// Polls the exchange, and the connection where nobody else does.
    pub(super) fn poll<T>(
        &self,
        cx: &mut Context<'_>,
        mut step: impl FnMut(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<T> {
        if self.is_alone { self.connection.drive.poll(cx, step) } else { step(cx) }
    }

    /// Says that the exchange came to its end, and has nothing left to say to the server.
    pub(super) fn is_done(&self) {
        self.can_wait.set(true);
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        self.turn = None;
        if self.is_alone {
            self.connection.drive.end(self.can_wait.get() && !self.connection.goes_away());
        }
    }
}

/// The error of a server that was to speak HTTP/2 and did not agree to.
pub(super) fn not_agreed(authority: &str) -> Error {
    let message = format!(
        "{authority} did not agree to HTTP/2 in the TLS handshake, and `http.version` is \"2\": \
         set it to \"auto\" or \"1.1\""
    );
    Error::new(ErrorKind::TlsFailed, message)
}
