//! What is seen of a connection at its socket, where `h2` does not say.

use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;

use crate::error::{Error, ErrorKind};
use crate::net::failure::transport;
use crate::time::{Instant, now};

/// How many bytes there are before the content of a frame.
const FRAME_HEAD: usize = 9;

/// The type of the frame that each side has to begin with.
const SETTINGS: u8 = 4;

/// What is seen of a connection at its socket.
#[derive(Debug, Default)]
pub(super) struct Watch {
    /// The first bytes that came.
    greeting: RefCell<Vec<u8>>,
    ended: RefCell<Option<Ended>>,
    /// What is about to be written.
    unwritten: RefCell<Vec<Rc<Sent>>>,
}

#[derive(Debug)]
enum Ended {
    Closed,
    Broke(io::Error),
}

/// Whether a request was written, and when.
#[derive(Debug, Default)]
pub(super) struct Sent(Cell<Option<Instant>>);

impl Sent {
    /// When its last part was written, as far as that is seen.
    pub(super) fn at(&self) -> Option<Instant> {
        self.0.get()
    }
}

impl Watch {
    /// Has a request marked as sent with the next bytes that are written.
    pub(super) fn about_to_write(&self, sent: &Rc<Sent>) {
        self.unwritten.borrow_mut().push(Rc::clone(sent));
    }

    pub(super) fn wrote(&self) {
        let mut unwritten = self.unwritten.borrow_mut();
        if !unwritten.is_empty() {
            let moment = Some(now());
            unwritten.drain(..).for_each(|sent| sent.0.set(moment));
        }
    }

    /// Takes note of bytes that came; none: the server has closed the connection.
    pub(super) fn read(&self, bytes: &[u8]) {
        if bytes.is_empty() {
            self.ended.borrow_mut().get_or_insert(Ended::Closed);
            return;
        }
        let mut greeting = self.greeting.borrow_mut();
        let missing = FRAME_HEAD.saturating_sub(greeting.len()).min(bytes.len());
        greeting.extend_from_slice(bytes.get(..missing).unwrap_or_default());
    }

    pub(super) fn broke(&self, error: &io::Error) {
        // The system's code is kept: some are no fault of the server's.
        let copy = match error.raw_os_error() {
            Some(code) => io::Error::from_raw_os_error(code),
            None => io::Error::new(error.kind(), error.to_string()),
        };
        self.ended.borrow_mut().get_or_insert(Ended::Broke(copy));
    }

    /// The error of what the server has said so far, if that is not HTTP/2.
    pub(super) fn other_greeting(&self) -> Option<Error> {
        let greeting = self.greeting.borrow();
        let is_http2 = match greeting.get(3) {
            Some(kind) => *kind == SETTINGS,
            None => greeting.is_empty(),
        };
        (!is_http2).then(|| {
            let what = if greeting.starts_with(b"HTTP/1") {
                "the server answered in HTTP/1.1: it does not speak HTTP/2 here"
            } else {
                "the server does not speak HTTP/2"
            };
            Error::new(ErrorKind::BadResponse, format!("{what}; {HINT}"))
        })
    }

    /// The error of a connection that was lost, before or within a response's body.
    pub(super) fn lost(&self, what: &dyn std::fmt::Display, body: Option<u64>) -> Error {
        match (&*self.ended.borrow(), body) {
            (Some(Ended::Broke(error)), _) => transport(error),
            (Some(Ended::Closed), None) => {
                let silent = self.greeting.borrow().is_empty();
                let hint = if silent { format!("; {HINT}") } else { String::new() };
                let message = "the server closed the connection before it had sent a response's \
                               head";
                Error::new(ErrorKind::EofBeforeHeaders, format!("{message}{hint}"))
            }
            (Some(Ended::Closed), Some(length)) => {
                let message = format!(
                    "the server closed the connection within the response's body, after {length} \
                     bytes of it"
                );
                Error::new(ErrorKind::EofInBody, message)
            }
            (None, _) => Error::new(ErrorKind::Reset, format!("the connection failed: {what}")),
        }
    }
}

const HINT: &str = "where it knows only HTTP/1.1, set `http.version` to \"auto\" or \"1.1\"";
