//! Undoing the content encodings of a response.

use std::io::{self, Read};

use bytes::Bytes;
use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use http::header::CONTENT_ENCODING;

use super::exchange::Exchange;
use crate::error::{Error, ErrorKind, Result};

/// How many encodings may be on top of each other.
const LAYERS: usize = 4;

/// What the decoded body may have in memory before it is known how long it is.
const AHEAD: usize = 64 * 1024;

/// The body of a response without its content encodings: gzip and deflate.
///
/// It gets no longer than `max_body` bytes, however small it was sent.
///
/// # Errors
/// [`ErrorKind::BadEncoding`] when it is not in the encoding it claims, or in one that is not known
/// here; [`ErrorKind::BodyTooLarge`] when it is longer than `max_body` once decoded.
pub fn decode(exchange: &Exchange, max_body: u64) -> Result<Bytes> {
    let mut body = exchange.body.clone();
    if !exchange.head.is_encoded() || body.is_empty() {
        return Ok(body);
    }
    let values = exchange.headers().get_all(CONTENT_ENCODING);
    let names = values.iter().flat_map(|value| value.to_str().unwrap_or("?").split(','));
    let names: Vec<&str> = names.map(str::trim).filter(|name| !name.is_empty()).collect();
    if names.len() > LAYERS {
        return Err(bad(format!("it has {} encodings on top of each other", names.len())));
    }
    for name in names.iter().rev() {
        body = undo(name, &body, max_body)?;
    }
    Ok(body)
}

fn undo(name: &str, body: &Bytes, max_body: u64) -> Result<Bytes> {
    match name.to_ascii_lowercase().as_str() {
        "identity" => Ok(body.clone()),
        "gzip" | "x-gzip" => read(name, MultiGzDecoder::new(&**body), max_body),
        // Some servers send it without the wrapping that the standard asks for.
        "deflate" if body.first().is_some_and(|byte| byte & 0x0f == 8) => {
            read(name, ZlibDecoder::new(&**body), max_body)
        }
        "deflate" => read(name, DeflateDecoder::new(&**body), max_body),
        _ => Err(bad(format!("the encoding `{}` is not known here", name.escape_debug()))),
    }
}

fn read(name: &str, decoder: impl Read, max_body: u64) -> Result<Bytes> {
    let mut decoded = Vec::with_capacity(AHEAD.min(usize::try_from(max_body).unwrap_or(AHEAD)));
    let mut decoder = decoder.take(max_body.saturating_add(1));
    decoder.read_to_end(&mut decoded).map_err(|error: io::Error| {
        bad(format!("it is not the {name} that its Content-Encoding says: {error}"))
    })?;
    if decoded.len() as u64 > max_body {
        let message = format!("the decoded body is larger than `http.max_body`, {max_body}");
        return Err(Error::new(ErrorKind::BodyTooLarge, message));
    }
    Ok(decoded.into())
}

fn bad(what: String) -> Error {
    Error::new(ErrorKind::BadEncoding, format!("the response's body cannot be decoded: {what}"))
}
