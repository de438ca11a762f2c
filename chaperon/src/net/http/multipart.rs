//! Forms with files: `multipart/form-data` (RFC 7578).

use std::hash::{BuildHasher, RandomState};

use bytes::Bytes;
use http::HeaderValue;

use super::body::Body;
use crate::error::{Error, ErrorKind, Result};

/// A form of several parts.
#[derive(Debug, Clone, Default)]
pub struct Multipart {
    parts: Vec<Part>,
}

/// One part of a [`Multipart`] form.
#[derive(Debug, Clone)]
pub struct Part {
    name: String,
    bytes: Bytes,
    file_name: Option<String>,
    content_type: Option<String>,
}

impl Part {
    /// A part with the value of a field.
    pub fn new(name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self { name: name.into(), bytes: bytes.into(), file_name: None, content_type: None }
    }

    /// The same part, as a file of a name; its type is `application/octet-stream` unless set.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// The same part, with a `Content-Type`.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }
}

impl Multipart {
    /// A form without parts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same form with one more part.
    #[must_use]
    pub fn part(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// The same form with one more field.
    #[must_use]
    pub fn text(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.part(Part::new(name, value.into()))
    }

    /// The same form with one more file.
    #[must_use]
    pub fn file(
        self,
        name: impl Into<String>,
        file_name: impl Into<String>,
        bytes: impl Into<Bytes>,
    ) -> Self {
        self.part(Part::new(name, bytes).file_name(file_name))
    }

    /// The form as a body.
    ///
    /// # Errors
    /// [`ErrorKind::BadRequest`] when a part's content type has a control character.
    pub fn encode(&self) -> Result<Body> {
        let boundary = boundary();
        let mut out = Vec::new();
        for part in &self.parts {
            part.write(&boundary, &mut out)?;
        }
        out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let content_type = format!("multipart/form-data; boundary={boundary}");
        let content_type = HeaderValue::try_from(content_type)
            .map_err(|error| Error::new(ErrorKind::BadRequest, error.to_string()))?;
        Ok(Body { content_type: Some(content_type), ..Body::bytes(out) })
    }
}

impl Part {
    fn write(&self, boundary: &str, out: &mut Vec<u8>) -> Result<()> {
        let name = escape(&self.name);
        let mut head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"");
        if let Some(file_name) = &self.file_name {
            head.push_str(&format!("; filename=\"{}\"", escape(file_name)));
        }
        let default = self.file_name.as_ref().map(|_| "application/octet-stream");
        if let Some(content_type) = self.content_type.as_deref().or(default) {
            if content_type.contains(|letter: char| letter.is_control()) {
                let message = "a part's content type may not have control characters";
                return Err(Error::new(ErrorKind::BadRequest, message));
            }
            head.push_str("\r\nContent-Type: ");
            head.push_str(content_type);
        }
        out.extend_from_slice(head.as_bytes());
        out.extend_from_slice(b"\r\n\r\n");
        out.extend_from_slice(&self.bytes);
        out.extend_from_slice(b"\r\n");
        Ok(())
    }
}

/// A name as browsers write it between quotes.
fn escape(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// A line that no part has: 128 random bits.
fn boundary() -> String {
    let state = RandomState::new();
    format!("chaperon-{:016x}{:016x}", state.hash_one(1), state.hash_one(2))
}
