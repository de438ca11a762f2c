//! How large a response may be.

use crate::error::{Error, ErrorKind, Result};

/// How large a response may be, and what is kept of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the response's head, with those of interim responses, and of trailers; by HTTP/2 as
    /// HTTP/1.1 would write them, and without interim responses.
    pub max_header: usize,
    /// Number of the response's headers.
    pub max_headers: usize,
    /// Bytes of the response's body, as sent and as decoded.
    pub max_body: u64,
    /// What happens to the body.
    pub body: BodyMode,
}

/// What happens to the body of a response.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BodyMode {
    /// It is kept, up to `max_body`.
    #[default]
    Keep,
    /// Its bytes are counted and dropped; `max_body` does not apply.
    Count,
}

impl Limits {
    /// Fails for a head of more bytes than there may be.
    pub(super) fn check_head(&self, length: usize) -> Result<()> {
        let max = self.max_header;
        if length <= max {
            return Ok(());
        }
        let message = format!("the response's head is larger than `http.max_header`, {max}");
        Err(Error::new(ErrorKind::HeaderTooLarge, message))
    }

    /// Fails for more headers than there may be.
    pub(super) fn check_count(&self, count: usize) -> Result<()> {
        if count > self.max_headers { Err(self.too_many()) } else { Ok(()) }
    }

    /// The error of too many headers.
    pub(super) fn too_many(&self) -> Error {
        let message = format!("the response has more than {} headers", self.max_headers);
        Error::new(ErrorKind::HeaderTooLarge, message)
    }
}

impl Default for Limits {
    /// Heads up to 64 KiB and 256 headers, bodies up to 64 MiB.
    fn default() -> Self {
        let max_body = 64 * 1024 * 1024;
        Self { max_header: 64 * 1024, max_headers: 256, max_body, body: BodyMode::Keep }
    }
}
