//! The chunked transfer coding, byte by byte except for the data.

use super::parse::bad;
use super::sink::Sink;
use crate::error::{Error, ErrorKind, Result};

/// Where in a chunked body we are. Lines end with CR LF only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Size {
        digits: u8,
    },
    /// White space after the size, before an extension or the line's end.
    SizeSpace,
    Extension,
    SizeEnd,
    Data,
    DataCr,
    DataEnd,
    TrailerStart,
    Trailer,
    TrailerEnd,
    LastEnd,
    Done,
}

/// Reads a chunked body. Extensions and trailers are skipped.
#[derive(Debug)]
pub(super) struct Chunked {
    state: State,
    /// Bytes of the chunk that are still to come.
    left: u64,
    /// Bytes of this line of extensions, or of the trailers.
    beside: usize,
    max_beside: usize,
}

impl Chunked {
    pub(super) fn new(max_beside: usize) -> Self {
        Self { state: State::Size { digits: 0 }, left: 0, beside: 0, max_beside }
    }

    pub(super) fn is_done(&self) -> bool {
        self.state == State::Done
    }

    /// Takes bytes until they or the body are at their end; returns how many it took.
    pub(super) fn feed(&mut self, bytes: &[u8], sink: &mut Sink) -> Result<usize> {
        let mut at = 0;
        while let Some(byte) = bytes.get(at)
            && !self.is_done()
        {
            if self.state == State::Data {
                let rest = bytes.get(at..).unwrap_or_default();
                let take = usize::try_from(self.left).unwrap_or(usize::MAX).min(rest.len());
                sink.push(rest.get(..take).unwrap_or_default())?;
                self.left -= take as u64;
                at += take;
                if self.left == 0 {
                    self.state = State::DataCr;
                }
            } else {
                self.state = self.step(*byte)?;
                at += 1;
            }
        }
        Ok(at)
    }

    fn step(&mut self, byte: u8) -> Result<State> {
        Ok(match (self.state, byte) {
            (State::Size { digits }, byte) if byte.is_ascii_hexdigit() => {
                self.digit(digits, byte)?
            }
            (State::Size { digits: 1.. } | State::SizeSpace | State::Extension, b'\r') => {
                State::SizeEnd
            }
            (State::Size { digits: 1.. } | State::SizeSpace, b' ' | b'\t') => {
                self.beside(State::SizeSpace)?
            }
            (State::Size { digits: 1.. } | State::SizeSpace, b';') => State::Extension,
            (State::Extension, byte) if byte != b'\n' => self.beside(State::Extension)?,
            (State::SizeEnd, b'\n') => self.chunk(),
            (State::DataCr, b'\r') => State::DataEnd,
            (State::DataEnd, b'\n') => State::Size { digits: 0 },
            (State::TrailerStart, b'\r') => State::LastEnd,
            (State::TrailerStart | State::Trailer, byte) if byte != b'\n' && byte != b'\r' => {
                self.beside(State::Trailer)?
            }
            (State::Trailer, b'\r') => State::TrailerEnd,
            (State::TrailerEnd, b'\n') => State::TrailerStart,
            (State::LastEnd, b'\n') => State::Done,
            _ => return Err(bad("its chunks are malformed")),
        })
    }

    fn digit(&mut self, digits: u8, byte: u8) -> Result<State> {
        if digits == 16 {
            return Err(bad("a chunk's size is too large"));
        }
        let value = char::from(byte).to_digit(16).unwrap_or(0);
        self.left = self.left << 4 | u64::from(value);
        Ok(State::Size { digits: digits + 1 })
    }

    fn chunk(&mut self) -> State {
        self.beside = 0;
        if self.left == 0 { State::TrailerStart } else { State::Data }
    }

    fn beside(&mut self, state: State) -> Result<State> {
        self.beside += 1;
        if self.beside <= self.max_beside {
            return Ok(state);
        }
        let message = "the response's trailers or chunk extensions exceed `http.max_header`";
        Err(Error::new(ErrorKind::HeaderTooLarge, message))
    }
}
