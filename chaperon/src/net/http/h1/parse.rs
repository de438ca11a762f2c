//! Reading the head of a response.

use std::mem::MaybeUninit;

use bytes::Bytes;
use http::{StatusCode, Version};
use httparse::{ParserConfig, Response, Status};

use super::framing::{Fields, Framing};
use crate::error::{Error, ErrorKind, Result};
use crate::net::http::head::Head;
use crate::net::http::limits::Limits;

/// How many headers are read without an allocation.
const USUAL: usize = 32;

/// A head that was read, and what follows from it.
#[derive(Debug, Clone)]
pub(super) struct Parsed {
    pub(super) head: Head,
    pub(super) framing: Framing,
    pub(super) keep_alive: bool,
    /// How many bytes it has.
    pub(super) length: usize,
}

/// Reads a head; `None` when it is not complete. `to_head`: it answers a HEAD request.
pub(super) fn head(bytes: &[u8], to_head: bool, limits: &Limits) -> Result<Option<Parsed>> {
    let config = ParserConfig::default();
    let mut usual = [const { MaybeUninit::uninit() }; USUAL];
    let mut response = Response::new(&mut []);
    match config.parse_response_with_uninit_headers(&mut response, bytes, &mut usual) {
        Err(httparse::Error::TooManyHeaders) => {}
        outcome => return finish(bytes, outcome, &response, to_head, limits),
    }
    let mut many = vec![httparse::EMPTY_HEADER; limits.max_headers];
    let mut response = Response::new(&mut many);
    let outcome = config.parse_response(&mut response, bytes);
    finish(bytes, outcome, &response, to_head, limits)
}

fn finish(
    bytes: &[u8],
    outcome: httparse::Result<usize>,
    response: &Response<'_, '_>,
    to_head: bool,
    limits: &Limits,
) -> Result<Option<Parsed>> {
    let length = match outcome {
        Ok(Status::Complete(length)) => length,
        Ok(Status::Partial) => return Ok(None),
        Err(httparse::Error::TooManyHeaders) => return Err(limits.too_many()),
        Err(error) => return Err(bad(&error.to_string())),
    };
    limits.check_count(response.headers.len())?;
    let status = response.code.and_then(|code| StatusCode::from_u16(code).ok());
    let status = status.ok_or_else(|| bad("its status is not a number of three digits"))?;
    let old = response.version == Some(0);
    let fields = Fields::read(response.headers, bytes)?;
    let framing = fields.framing(status, to_head, old)?;
    let version = if old { Version::HTTP_10 } else { Version::HTTP_11 };
    let bytes = Bytes::copy_from_slice(bytes.get(..length).unwrap_or(bytes));
    let head = Head::of_bytes(status, version, fields.notes, bytes);
    Ok(Some(Parsed { head, framing, keep_alive: fields.keeps_alive(old), length }))
}

/// The error of a response that is not HTTP as we take it.
pub(super) fn bad(what: &str) -> Error {
    Error::new(ErrorKind::BadResponse, format!("the response is not proper HTTP: {what}"))
}
