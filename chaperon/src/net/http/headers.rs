//! The headers of a request as one map, for the wires that take them so.

use http::header::{CONTENT_LENGTH, COOKIE};
use http::{HeaderMap, HeaderValue};

use super::h1;
use super::request::Request;
use crate::error::Result;

/// The headers that any wire sends; fails for a request that could be misread. `Host` is among them
/// only where it is another than the URL's.
pub(super) fn headers(request: &Request<'_>) -> Result<HeaderMap> {
    let own = h1::check(request)?;
    let given = request.headers;
    let defaults = request.defaults.headers();
    let mut headers = HeaderMap::with_capacity(defaults.len() + given.len() + 3);
    for (name, value) in request.defaults.beside(given).chain(given) {
        headers.append(name, value.clone());
    }
    let cookies = request.cookies.filter(|_| !own.cookie);
    if let Some(cookies) = cookies.and_then(|jar| jar.header(request.url)) {
        headers.insert(COOKIE, HeaderValue::try_from(cookies)?);
    }
    if h1::announces_body(request) && !own.length {
        headers.insert(CONTENT_LENGTH, request.body.len().into());
    }
    Ok(headers)
}

/// How many bytes headers have as HTTP/1.1 writes them, with the blank line after them.
pub(super) fn length_of(headers: &HeaderMap) -> usize {
    let lines = headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    lines.sum::<usize>() + 2
}

/// How long a response says that its body is.
pub(super) fn length_told(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
