//! How an exchange fails, and which kind of error an operating system's one is.

use std::io;

use rustix::io::Errno;

use super::timing::Timing;
use crate::error::{Error, ErrorKind};
use crate::metrics::Phases;

/// An exchange that came to no response: why, and where its time went.
#[derive(Debug)]
pub struct Failure {
    /// What went wrong.
    pub error: Error,
    /// The phases that were completed.
    pub phases: Box<Phases>,
}

impl Failure {
    pub(super) fn new(error: Error, timing: &Timing) -> Self {
        Self { error, phases: Box::new(timing.phases) }
    }
}

/// The error of this machine that an I/O error stands for, if it is none of the target's.
///
/// Running out of files or ports says nothing about the target, so it never counts as its error.
pub(super) fn local(error: &io::Error) -> Option<Error> {
    let (name, hint) = match Errno::from_io_error(error)? {
        Errno::MFILE => {
            ("EMFILE", "this process may open no more files: raise its limit with `ulimit -n`")
        }
        Errno::NFILE => ("ENFILE", "this machine may open no more files"),
        Errno::ADDRNOTAVAIL => (
            "EADDRNOTAVAIL",
            "this machine has no free local port or address for it: \
             reuse connections, or give more `local_addresses`",
        ),
        Errno::ADDRINUSE => ("EADDRINUSE", "the local address has no free port"),
        Errno::NOBUFS => ("ENOBUFS", "this machine has no buffer space left"),
        Errno::NOMEM => ("ENOMEM", "this machine has no memory left"),
        Errno::ACCESS | Errno::PERM => ("EACCES", "this machine does not allow the connection"),
        _ => return None,
    };
    Some(Error::new(ErrorKind::Local(name), hint))
}

/// The error of reading from or writing to an open connection.
pub(super) fn transport(error: &io::Error) -> Error {
    if let Some(error) = local(error) {
        return error;
    }
    let (kind, what) = match error.kind() {
        io::ErrorKind::UnexpectedEof => {
            (ErrorKind::EofInBody, "the connection was closed without a TLS goodbye".to_owned())
        }
        io::ErrorKind::InvalidData => {
            (ErrorKind::TlsFailed, format!("the TLS connection broke: {error}"))
        }
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe => {
            (ErrorKind::Reset, "the connection was reset by the server".to_owned())
        }
        _ => (ErrorKind::Reset, format!("the connection failed: {error}")),
    };
    Error::new(kind, what)
}
