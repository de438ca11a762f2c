//! Where the bytes of a body go.

use bytes::Bytes;

use crate::error::{Error, ErrorKind, Result};
use crate::net::http::limits::{BodyMode, Limits};

/// How much is set aside for a body before its bytes are there.
const AHEAD: u64 = 256 * 1024;

/// Keeps or counts the bytes of a body, up to a limit.
#[derive(Debug)]
pub(in crate::net::http) struct Sink {
    mode: BodyMode,
    max: u64,
    length: u64,
    kept: Vec<u8>,
}

impl Sink {
    pub(in crate::net::http) fn new(limits: &Limits) -> Self {
        Self { mode: limits.body, max: limits.max_body, length: 0, kept: Vec::new() }
    }

    /// Learns how long the body will be.
    pub(in crate::net::http) fn expect(&mut self, length: u64) -> Result<()> {
        if self.mode == BodyMode::Keep {
            self.check(length)?;
            self.kept.reserve_exact(usize::try_from(length.min(AHEAD)).unwrap_or(0));
        }
        Ok(())
    }

    pub(in crate::net::http) fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.length += bytes.len() as u64;
        if self.mode == BodyMode::Keep {
            self.check(self.length)?;
            self.kept.extend_from_slice(bytes);
        }
        Ok(())
    }

    pub(in crate::net::http) fn length(&self) -> u64 {
        self.length
    }

    pub(in crate::net::http) fn take(&mut self) -> Bytes {
        Bytes::from(std::mem::take(&mut self.kept))
    }

    fn check(&self, length: u64) -> Result<()> {
        if length <= self.max {
            return Ok(());
        }
        let message = format!("the response's body is larger than `http.max_body`, {}", self.max);
        Err(Error::new(ErrorKind::BodyTooLarge, message))
    }
}
