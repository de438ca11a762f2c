//! The headers of a request as one map, for the wires that take them so.

use http::header::{CONTENT_LENGTH, COOKIE, HOST};
use http::{HeaderMap, HeaderValue};

use super::h1;
use super::request::Request;
use crate::error::Result;

/// The headers that any wire sends, `Host` among them; fails for a request that could be misread.
pub(super) fn headers(request: &Request<'_>) -> Result<HeaderMap> {
    h1::check(request)?;
    let mut headers = HeaderMap::with_capacity(request.defaults.len() + request.headers.len() + 3);
    headers.insert(HOST, HeaderValue::try_from(request.url.origin().authority())?);
    let own = request.headers;
    let defaults = request.defaults.iter().filter(|(name, _)| !own.contains_key(*name));
    if own.contains_key(HOST) || request.defaults.contains_key(HOST) {
        headers.remove(HOST);
    }
    for (name, value) in defaults.chain(own) {
        headers.append(name, value.clone());
    }
    let cookies = request.cookies.filter(|_| !headers.contains_key(COOKIE));
    if let Some(cookies) = cookies.and_then(|jar| jar.header(request.url)) {
        headers.insert(COOKIE, HeaderValue::try_from(cookies)?);
    }
    if h1::announces_body(request) && !headers.contains_key(CONTENT_LENGTH) {
        headers.insert(CONTENT_LENGTH, request.body.len().into());
    }
    Ok(headers)
}

/// How many bytes headers have as HTTP/1.1 writes them, with the blank line after them.
pub(super) fn length_of(headers: &HeaderMap) -> usize {
    let lines = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    lines.sum::<usize>() + 2
}

/// How many bytes a request has as HTTP/1.1 writes it.
pub(super) fn length_as_sent(request: &Request<'_>, headers: &HeaderMap) -> u64 {
    let line = request.method.as_str().len() + request.url.target().len() + "  HTTP/1.1\r\n".len();
    (line + length_of(headers) + request.body.len()) as u64
}
