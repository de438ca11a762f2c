//! A request as HTTP/2 has it.

use std::rc::Rc;

use http::Uri;
use http::header::HOST;

use super::outgoing::Outgoing;
use super::watch::{Sent, Watch};
use crate::error::{Error, ErrorKind, Result};
use crate::net::http::headers::{headers, length_as_sent};
use crate::net::http::request::Request;

/// A request, and what tells when it is sent.
pub(super) struct Composed {
    pub(super) message: http::Request<Outgoing>,
    pub(super) sent: Rc<Sent>,
    /// How many bytes it has as HTTP/1.1 writes it.
    pub(super) length: u64,
}

/// The request, with what `Host` says as its authority.
pub(super) fn compose(request: &Request<'_>, watch: &Rc<Watch>) -> Result<Composed> {
    let mut headers = headers(request)?;
    let length = length_as_sent(request, &headers);
    let authority = headers.remove(HOST);
    let scheme = if request.url.origin().scheme().is_tls() { "https" } else { "http" };
    let uri = Uri::builder()
        .scheme(scheme)
        .authority(authority.as_ref().map_or(&[][..], |host| host.as_bytes()))
        .path_and_query(request.url.target())
        .build()
        .map_err(|error| {
            Error::new(ErrorKind::BadRequest, format!("the URL or `Host` of a request: {error}"))
        })?;
    let sent = Rc::<Sent>::default();
    let (rest, watch) = (request.body.clone(), Rc::clone(watch));
    let mut message = http::Request::new(Outgoing { rest, sent: Rc::clone(&sent), watch });
    *message.method_mut() = request.method.clone();
    *message.uri_mut() = uri;
    *message.headers_mut() = headers;
    Ok(Composed { message, sent, length })
}
