//! Reading a response from pieces of any size.

use bytes::Bytes;

use super::chunked::Chunked;
use super::framing::Framing;
use super::known::KnownHeads;
use super::parse::{self, Parsed, bad};
use super::sink::Sink;
use crate::error::{Error, ErrorKind, Result};
use crate::net::http::head::Head;
use crate::net::http::limits::Limits;

/// What a response answers, as far as reading it depends on that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::net) enum Asked {
    /// Anything that is answered with a body.
    Usual,
    /// A HEAD request: no body follows.
    Head,
    /// A request to speak another protocol from the answer 101 on.
    Upgrade,
}

/// How far feeding a piece brought the response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::net::http) enum Fed {
    /// More is to come.
    More,
    /// The response ended after this many bytes of the piece.
    Done(usize),
}

/// Reads one response.
#[derive(Debug)]
pub(in crate::net::http) struct Decoder<'h> {
    known: &'h KnownHeads,
    limits: Limits,
    asked: Asked,
    stage: Stage,
    head: Option<Head>,
    keep_alive: bool,
    /// A head that is not complete.
    held: Vec<u8>,
    /// How much of it was there when it was last tried.
    tried: usize,
    /// Bytes of interim responses.
    interim: usize,
    body: Sink,
}

#[derive(Debug)]
enum Stage {
    Head,
    Length(u64),
    Chunked(Chunked),
    UntilClose,
    Done,
}

impl<'h> Decoder<'h> {
    pub(in crate::net::http) fn new(asked: Asked, limits: Limits, known: &'h KnownHeads) -> Self {
        Self {
            known,
            limits,
            asked,
            stage: Stage::Head,
            head: None,
            keep_alive: false,
            held: Vec::new(),
            tried: 0,
            interim: 0,
            body: Sink::new(&limits),
        }
    }

    /// Whether the head is not complete yet.
    pub(in crate::net::http) fn is_in_head(&self) -> bool {
        matches!(self.stage, Stage::Head)
    }

    /// Takes the next bytes of the connection.
    pub(in crate::net::http) fn feed(&mut self, piece: &[u8]) -> Result<Fed> {
        let mut rest = piece;
        loop {
            let used = match &mut self.stage {
                Stage::Head => self.feed_head(rest)?,
                Stage::Length(left) => {
                    let take = usize::try_from(*left).unwrap_or(usize::MAX).min(rest.len());
                    self.body.push(rest.get(..take).unwrap_or_default())?;
                    *left -= take as u64;
                    if *left == 0 {
                        self.stage = Stage::Done;
                    }
                    take
                }
                Stage::Chunked(chunked) => {
                    let used = chunked.feed(rest, &mut self.body)?;
                    if chunked.is_done() {
                        self.stage = Stage::Done;
                    }
                    used
                }
                Stage::UntilClose => {
                    self.body.push(rest)?;
                    rest.len()
                }
                Stage::Done => return Ok(Fed::Done(piece.len() - rest.len())),
            };
            rest = rest.get(used..).unwrap_or_default();
            if rest.is_empty() && !matches!(self.stage, Stage::Done) {
                return Ok(Fed::More);
            }
        }
    }

    /// Where the body's next bytes may be read to, instead of being [fed](Self::feed): straight to
    /// their place. There is room for one more than are to come, so that it is seen that no more
    /// have come.
    pub(in crate::net::http) fn place(&mut self) -> Option<&mut Vec<u8>> {
        match self.stage {
            Stage::Length(left) => self.body.place(left),
            _ => None,
        }
    }

    /// Learns that so many bytes were read to that [place](Self::place).
    pub(in crate::net::http) fn filled(&mut self, count: usize) -> Fed {
        let Stage::Length(left) = &mut self.stage else { return Fed::More };
        let taken = usize::try_from(*left).unwrap_or(usize::MAX).min(count);
        self.body.filled(taken);
        *left -= taken as u64;
        if *left > 0 {
            return Fed::More;
        }
        self.stage = Stage::Done;
        // More than was announced: whatever that is, it is no answer to the next request.
        self.keep_alive &= taken == count;
        Fed::Done(taken)
    }

    /// Learns that the server has closed the connection.
    pub(in crate::net::http) fn end(&mut self) -> Result<()> {
        match self.stage {
            Stage::UntilClose | Stage::Done => Ok(()),
            Stage::Head => {
                // What came may have been no head at all.
                self.parse(&self.held)?;
                Err(Error::new(
                    ErrorKind::EofBeforeHeaders,
                    "the server closed the connection before it had sent a response's head",
                ))
            }
            Stage::Length(_) | Stage::Chunked(_) => Err(Error::new(
                ErrorKind::EofInBody,
                format!(
                    "the server closed the connection within the response's body, \
                     after {} bytes of it",
                    self.body.length()
                ),
            )),
        }
    }

    /// Whether the server keeps the connection open after the response.
    pub(in crate::net::http) fn keeps_alive(&self) -> bool {
        self.keep_alive
    }

    /// The response's head, body, and the body's length, once it has ended.
    pub(in crate::net::http) fn take(&mut self) -> Result<(Head, Bytes, u64)> {
        let head = self.head.take().ok_or_else(|| bad("it has no head"))?;
        Ok((head, self.body.take(), self.body.length()))
    }

    fn feed_head(&mut self, piece: &[u8]) -> Result<usize> {
        if self.held.is_empty() {
            let parsed = self.parse(piece)?;
            let used = parsed.as_ref().map_or(piece.len(), |parsed| parsed.length);
            match parsed {
                Some(parsed) => self.begin(parsed)?,
                None => {
                    self.held.extend_from_slice(piece);
                    self.tried = piece.len();
                }
            }
            return Ok(used);
        }
        let before = self.held.len();
        self.held.extend_from_slice(piece);
        if !self.is_worth_a_try(before) {
            return Ok(piece.len());
        }
        self.tried = self.held.len();
        let Some(parsed) = self.parse(&self.held)? else { return Ok(piece.len()) };
        let used = parsed.length.saturating_sub(before);
        self.held.clear();
        self.begin(parsed)?;
        Ok(used)
    }

    /// Whether the head may be complete, is too large, or is twice as long as when it was last
    /// looked at: so that one that comes byte by byte is not read from its start for each.
    fn is_worth_a_try(&self, before: usize) -> bool {
        let new = self.held.get(before.saturating_sub(2)..).unwrap_or_default();
        let ends = new.windows(2).any(|pair| pair == b"\n\n");
        let ends = ends || new.windows(3).any(|three| three == b"\n\r\n");
        ends || self.held.len() > self.room() || self.held.len() >= 2 * self.tried
    }

    /// Reads a head from as many bytes as it may have, no matter how many more there are: so that
    /// it comes to the same in whatever pieces they came.
    fn parse(&self, bytes: &[u8]) -> Result<Option<Parsed>> {
        let within = bytes.get(..self.room()).unwrap_or(bytes);
        let to_head = self.asked == Asked::Head;
        let known = self.known.find(within, to_head);
        if let Some(known) = known.filter(|known| known.head.count() <= self.limits.max_headers) {
            return Ok(Some(known));
        }
        let parsed = parse::head(within, to_head, &self.limits)?;
        match &parsed {
            Some(parsed) => self.known.keep(parsed, to_head),
            None => self.limits.check_head(self.interim + bytes.len())?,
        }
        Ok(parsed)
    }

    /// How many bytes the next head may have.
    fn room(&self) -> usize {
        self.limits.max_header.saturating_sub(self.interim)
    }

    /// Goes on after a head: to the body, to the next head after an interim response.
    fn begin(&mut self, parsed: Parsed) -> Result<()> {
        let Parsed { head, framing, keep_alive, length } = parsed;
        let status = head.status();
        if status.is_informational() && status != http::StatusCode::SWITCHING_PROTOCOLS {
            self.interim += length;
            self.tried = 0;
            return Ok(());
        }
        if status == http::StatusCode::SWITCHING_PROTOCOLS && self.asked != Asked::Upgrade {
            return Err(bad("it switches to another protocol, which was not asked for"));
        }
        self.keep_alive = keep_alive && framing != Framing::UntilClose;
        self.head = Some(head);
        self.stage = match framing {
            Framing::Empty => Stage::Done,
            Framing::Length(length) => {
                self.body.expect(length)?;
                Stage::Length(length)
            }
            Framing::Chunked => Stage::Chunked(Chunked::new(self.limits.max_header)),
            Framing::UntilClose => Stage::UntilClose,
        };
        Ok(())
    }
}
