//! The bodies of requests, and the headers that go with them.

use std::cell::Cell;
use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};

/// A body, and what the request's headers say of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Body {
    /// The bytes, as they are sent.
    pub bytes: Bytes,
    /// The `Content-Type`.
    pub content_type: Option<HeaderValue>,
    /// The `Content-Encoding`.
    pub content_encoding: Option<HeaderValue>,
    /// What the answer should be: `Accept`.
    pub accept: Option<HeaderValue>,
}

impl Body {
    /// Bytes, without a header.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self { bytes: bytes.into(), ..Self::default() }
    }

    /// Text: `text/plain; charset=utf-8`.
    pub fn text(text: impl Into<String>) -> Self {
        Self::typed(text.into().into(), "text/plain; charset=utf-8")
    }

    /// The fields of a form, encoded as for a query.
    ///
    /// # Errors
    /// [`ErrorKind::BadRequest`] when the value is not a list or a struct of plain fields.
    pub fn form<T: Serialize + ?Sized>(fields: &T) -> Result<Self> {
        let text = serde_urlencoded::to_string(fields).map_err(|error| bad("form", error))?;
        Ok(Self::typed(text.into(), "application/x-www-form-urlencoded"))
    }

    /// JSON, which is also asked for as the answer.
    ///
    /// # Errors
    /// [`ErrorKind::BadRequest`] when the value cannot be written as JSON.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self> {
        let json = HeaderValue::from_static("application/json");
        let bytes = to_json(value).map_err(|error| bad("JSON", error))?;
        Ok(Self {
            bytes: bytes.into(),
            content_type: Some(json.clone()),
            content_encoding: None,
            accept: Some(json),
        })
    }

    /// The same body, compressed by gzip.
    ///
    /// # Errors
    /// [`ErrorKind::BadRequest`] when it cannot be compressed.
    pub fn gzip(self) -> Result<Self> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        let written = encoder.write_all(&self.bytes).and_then(|()| encoder.finish());
        let bytes = Bytes::from(written.map_err(|error| bad("gzip", error))?);
        let content_encoding = Some(HeaderValue::from_static("gzip"));
        Ok(Self { bytes, content_encoding, ..self })
    }

    /// Adds its headers to those of a request, except for those that the request has itself.
    pub fn describe(&self, headers: &mut HeaderMap) {
        let mut add = |name: HeaderName, value: &Option<HeaderValue>| {
            if let Some(value) = value {
                headers.entry(name).or_insert_with(|| value.clone());
            }
        };
        add(CONTENT_TYPE, &self.content_type);
        add(CONTENT_ENCODING, &self.content_encoding);
        add(ACCEPT, &self.accept);
    }

    fn typed(bytes: Bytes, content_type: &'static str) -> Self {
        let content_type = Some(HeaderValue::from_static(content_type));
        Self { bytes, content_type, ..Self::default() }
    }
}

thread_local! {
    /// How long the last JSON was. The next one often is as long, and need not grow to it.
    static LAST: Cell<usize> = const { Cell::new(0) };
}

/// So much is set aside for JSON at most before it is there.
const AHEAD: usize = 64 * 1024;

fn to_json<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(LAST.get().min(AHEAD));
    serde_json::to_writer(&mut bytes, value)?;
    LAST.set(bytes.len());
    if bytes.capacity() > 2 * bytes.len() {
        bytes.shrink_to_fit();
    }
    Ok(bytes)
}

fn bad(what: &str, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::new(ErrorKind::BadRequest, format!("the body cannot be written as {what}"))
        .caused_by(error)
}
