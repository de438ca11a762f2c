//! Writing the head of a request.

use std::io::Write;

use http::Method;
use http::header::CONTENT_LENGTH;

use crate::error::{Error, ErrorKind, Result};
use crate::net::http::lines::{Own, line, lines};
use crate::net::http::request::Request;

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
        for (name, value) in request.defaults.beside(request.headers) {
            line(out, name.as_str().as_bytes(), value.as_bytes());
        }
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
