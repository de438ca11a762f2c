//! Writing the head of a request.

use std::io::Write;

use http::header::{CONNECTION, CONTENT_LENGTH, COOKIE, HOST, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::error::{Error, ErrorKind, Result};
use crate::net::http::request::Request;

/// Which headers that matter to the wire a request brings itself.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::net::http) struct Own {
    pub(in crate::net::http) host: bool,
    pub(in crate::net::http) cookie: bool,
    pub(in crate::net::http) length: bool,
    encoding: bool,
    close: bool,
}

impl Own {
    /// Looks at each header once; a look-up of each name would take longer.
    pub(in crate::net::http) fn of(headers: &HeaderMap) -> Self {
        Self::default().and(headers)
    }

    /// What it is with these headers added.
    fn and(mut self, headers: &HeaderMap) -> Self {
        for (name, value) in headers {
            // Told apart by their length first, which few others have.
            match name.as_str().len() {
                4 => self.host |= *name == HOST,
                6 => self.cookie |= *name == COOKIE,
                10 => self.close |= *name == CONNECTION && asks_to_close(value),
                14 => self.length |= *name == CONTENT_LENGTH,
                17 => self.encoding |= *name == TRANSFER_ENCODING,
                _ => {}
            }
        }
        self
    }
}

fn asks_to_close(value: &HeaderValue) -> bool {
    let mut tokens = value.as_bytes().split(|byte| *byte == b',').map(<[u8]>::trim_ascii);
    tokens.any(|token| token.eq_ignore_ascii_case(b"close"))
}

/// Writes the head of a request; returns whether it asks the server to close the connection.
///
/// Nothing in it can end a line early: names and values were checked when they became headers, and
/// the URL when it became one.
pub(in crate::net::http) fn head(out: &mut Vec<u8>, request: &Request<'_>) -> Result<bool> {
    let own = check(request)?;
    out.extend_from_slice(request.method.as_str().as_bytes());
    out.push(b' ');
    out.extend_from_slice(request.url.target().as_bytes());
    out.extend_from_slice(b" HTTP/1.1\r\n");
    if !own.host {
        line(out, b"host", request.url.origin().authority().as_bytes());
    }
    if request.defaults.give_way(request.headers) {
        request.defaults.beside(request.headers).for_each(|(name, value)| header(out, name, value));
    } else {
        out.extend_from_slice(request.defaults.lines());
    }
    lines(out, request.headers);
    if let Some(jar) = request.cookies
        && !own.cookie
    {
        jar.write_header(request.url, out);
    }
    if !own.length {
        length(out, request);
    }
    out.extend_from_slice(b"\r\n");
    Ok(own.close)
}

/// Refuses what would make the server see another message than was meant; gives what is left.
pub(in crate::net::http) fn check(request: &Request<'_>) -> Result<Own> {
    let own = request.defaults.own().and(request.headers);
    if *request.method == Method::CONNECT {
        return Err(bad("CONNECT makes a tunnel; it cannot be sent as a request"));
    }
    if own.encoding {
        return Err(bad("Transfer-Encoding cannot be set: bodies are sent with their length"));
    }
    if own.length {
        let maps = [request.headers, request.defaults.headers()];
        let mut given = maps.iter().flat_map(|map| map.get_all(CONTENT_LENGTH));
        let length = request.body.len();
        if !given.all(|value| value.to_str().ok().and_then(|it| it.parse().ok()) == Some(length)) {
            return Err(bad("the Content-Length that was set is not the length of the body"));
        }
    }
    Ok(own)
}

/// Writes headers as lines.
pub(in crate::net::http) fn lines(out: &mut Vec<u8>, headers: &HeaderMap) {
    headers.iter().for_each(|(name, value)| header(out, name, value));
}

fn header(out: &mut Vec<u8>, name: &HeaderName, value: &HeaderValue) {
    line(out, name.as_str().as_bytes(), value.as_bytes());
}

fn line(out: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    out.extend_from_slice(name);
    out.extend_from_slice(b": ");
    out.extend_from_slice(value);
    out.extend_from_slice(b"\r\n");
}

/// Whether the body is announced: always where one is usual, else only where there is one.
pub(in crate::net::http) fn announces_body(request: &Request<'_>) -> bool {
    !request.body.is_empty() || [Method::POST, Method::PUT, Method::PATCH].contains(request.method)
}

fn length(out: &mut Vec<u8>, request: &Request<'_>) {
    if announces_body(request) {
        // Writing into a `Vec` does not fail.
        let _ = write!(out, "content-length: {}\r\n", request.body.len());
    }
}

fn bad(message: &str) -> Error {
    Error::new(ErrorKind::BadRequest, message)
}
