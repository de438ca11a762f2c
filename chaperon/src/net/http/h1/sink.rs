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
    /// How long it will be, where that was announced.
    expected: u64,
    length: u64,
    kept: Vec<u8>,
}

impl Sink {
    pub(in crate::net::http) fn new(limits: &Limits) -> Self {
        Self { mode: limits.body, max: limits.max_body, expected: 0, length: 0, kept: Vec::new() }
    }

    /// Learns how long the body will be.
    pub(in crate::net::http) fn expect(&mut self, length: u64) -> Result<()> {
        if self.mode == BodyMode::Keep {
            self.check(length)?;
            self.expected = length;
        }
        Ok(())
    }

    pub(in crate::net::http) fn push(&mut self, bytes: &[u8]) -> Result<()> {
        self.length += bytes.len() as u64;
        if self.mode == BodyMode::Keep {
            self.check(self.length)?;
            if self.kept.capacity() == 0 {
                match self.expected > bytes.len() as u64 {
                    true => self.reserve(self.expected),
                    // What has no room to spare is shared without another allocation.
                    false => self.kept.reserve_exact(bytes.len()),
                }
            }
            self.kept.extend_from_slice(bytes);
        }
        Ok(())
    }

    /// Where the next of the bytes may be put that are to come, and one more; if they are kept.
    pub(in crate::net::http) fn place(&mut self, left: u64) -> Option<&mut Vec<u8>> {
        if self.mode == BodyMode::Count {
            return None;
        }
        if self.kept.len() == self.kept.capacity() {
            self.reserve(left);
        }
        Some(&mut self.kept)
    }

    /// Learns that so many bytes of the body were put to their place; what is beyond them is dropped.
    pub(in crate::net::http) fn filled(&mut self, count: usize) {
        self.length += count as u64;
        self.kept.truncate(usize::try_from(self.length).unwrap_or(usize::MAX));
    }

    pub(in crate::net::http) fn length(&self) -> u64 {
        self.length
    }

    pub(in crate::net::http) fn take(&mut self) -> Bytes {
        Bytes::from(std::mem::take(&mut self.kept))
    }

    /// Sets room aside for so many bytes, or as many as may be expected to come soon, and one.
    fn reserve(&mut self, length: u64) {
        let room = usize::try_from(length.min(AHEAD)).unwrap_or(0) + 1;
        match self.kept.is_empty() {
            true => self.kept.reserve_exact(room),
            false => self.kept.reserve(room),
        }
    }

    fn check(&self, length: u64) -> Result<()> {
        if length <= self.max {
            return Ok(());
        }
        let message = format!("the response's body is larger than `http.max_body`, {}", self.max);
        Err(Error::new(ErrorKind::BodyTooLarge, message))
    }
}
