//! Which kind of error one of `reqwest` is: its causes tell, as far as it names them.

use std::error::Error as Cause;
use std::io;

use super::resolver::NoAddress;
use crate::error::{Error, ErrorKind};
use crate::net::dial::refused_by_tls;
use crate::net::failure::{local, transport};
use crate::net::http::h1;
use crate::net::http::h2::{Broken, Where, told};
use crate::net::origin::Origin;
use crate::net::settings::NetSettings;

/// Why no head came.
pub(super) struct Failed {
    pub(super) error: Error,
    /// Whether an open connection was closed or broke.
    pub(super) closed: bool,
    /// Whether the server says that it has not looked at the request.
    pub(super) not_looked_at: bool,
}

impl Failed {
    fn by(error: Error) -> Self {
        Self { error, closed: false, not_looked_at: false }
    }
}

/// The error of a request that no head came for.
pub(super) fn before_head(
    error: &reqwest::Error,
    origin: &Origin,
    settings: &NetSettings,
) -> Failed {
    if error.is_connect() {
        let error = connecting(error, origin);
        let error = match &settings.proxy {
            Some(proxy) => error.context(format_args!("by the proxy at {proxy}")),
            None => error,
        };
        return Failed::by(error);
    }
    match find(error).and_then(|error| told(error, Where::Head)) {
        Some(Broken::Again(error)) => return Failed { not_looked_at: true, ..Failed::by(error) },
        Some(Broken::Failed(error)) => return Failed::by(error),
        None => {}
    }
    if let Some(error) = find::<hyper::Error>(error).and_then(refused_head) {
        return Failed::by(error);
    }
    let error = match find::<io::Error>(error) {
        Some(io) if !is_end(io) => transport(io),
        _ if find::<hyper::Error>(error).is_some() => h1::Broken::Stale.into_error(),
        _ => other(error),
    };
    let closed = matches!(error.kind(), ErrorKind::Reset | ErrorKind::EofBeforeHeaders);
    Failed { closed, ..Failed::by(error) }
}

/// Whether this is how `h2` says that the connection was closed; of the system's it has no code.
fn is_end(io: &io::Error) -> bool {
    io.kind() == io::ErrorKind::BrokenPipe && io.raw_os_error().is_none()
}

/// The error of a head that came, but is none that is taken.
fn refused_head(error: &hyper::Error) -> Option<Error> {
    if error.is_parse_too_large() {
        let message = format!("the response's head is too large: {error}");
        return Some(Error::new(ErrorKind::HeaderTooLarge, message));
    }
    error.is_parse().then(|| bad(error))
}

/// The error of a body that did not come to its end.
pub(super) fn in_body(error: &reqwest::Error, length: u64) -> Error {
    let closed = || {
        let message = format!(
            "the server closed the connection within the response's body, after {length} bytes \
             of it"
        );
        Error::new(ErrorKind::EofInBody, message)
    };
    if find::<hyper::Error>(error).is_some_and(hyper::Error::is_incomplete_message) {
        return closed();
    }
    if let Some(Broken::Again(error) | Broken::Failed(error)) =
        find(error).and_then(|error| told(error, Where::Body))
    {
        return error;
    }
    match find::<io::Error>(error) {
        Some(io) if is_end(io) => closed(),
        Some(io) if io.kind() == io::ErrorKind::UnexpectedEof => closed(),
        // What `hyper` says of chunks that are none, where there is no system to blame.
        Some(io) if io.raw_os_error().is_none() && find::<rustls::Error>(error).is_none() => {
            bad(io)
        }
        Some(io) => transport(io),
        None => other(error),
    }
}

fn connecting(error: &reqwest::Error, origin: &Origin) -> Error {
    if let Some(NoAddress { kind, message }) = find(error) {
        return Error::new(*kind, message.clone());
    }
    if let Some(tls) = find::<rustls::Error>(error) {
        return refused_by_tls(origin, tls);
    }
    let io = find::<io::Error>(error);
    if let Some(local) = io.and_then(local) {
        return local.context(format_args!("connecting to {origin}"));
    }
    if io.is_some_and(|io| io.kind() == io::ErrorKind::ConnectionRefused) {
        return Error::new(ErrorKind::ConnectRefused, format!("nothing listens at {origin}"));
    }
    if origin.scheme().is_tls() && io.is_some_and(is_broken_off) {
        let message = format!("{} broke off the TLS handshake", origin.authority());
        return Error::new(ErrorKind::TlsFailed, message);
    }
    let message = format!("{origin} was not reached: {}", root(error));
    Error::new(ErrorKind::ConnectFailed, message)
}

fn is_broken_off(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset)
}

fn bad(what: &(dyn Cause + 'static)) -> Error {
    Error::new(ErrorKind::BadResponse, format!("the response is not proper HTTP: {}", root(what)))
}

fn other(error: &reqwest::Error) -> Error {
    Error::new(ErrorKind::Reset, format!("the connection failed: {}", root(error)))
}

/// The innermost cause of a type.
fn find<'e, T: Cause + 'static>(error: &'e (dyn Cause + 'static)) -> Option<&'e T> {
    causes(error).filter_map(|cause| cause.downcast_ref::<T>()).last()
}

fn root<'e>(error: &'e (dyn Cause + 'static)) -> &'e (dyn Cause + 'static) {
    causes(error).last().unwrap_or(error)
}

/// An error and what caused it, the outermost first. An I/O error hides another inside it.
fn causes<'e>(error: &'e (dyn Cause + 'static)) -> impl Iterator<Item = &'e (dyn Cause + 'static)> {
    std::iter::successors(Some(error), |&error| {
        let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let of_h2 = error.downcast_ref::<h2::Error>().and_then(h2::Error::get_io);
        inside
            .map(|inside| inside as &(dyn Cause + 'static))
            .or(of_h2.map(|inside| inside as _))
            .or_else(|| error.source())
    })
}
