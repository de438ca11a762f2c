//! A connection as messages go over it: what is read in large pieces and becomes messages, and what
//! is still to be written.
//!
//! It answers pings and goodbyes by itself, whenever it is read from. Who reads when is not decided
//! here.

use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::decoder::{Came, Decoder};
use super::ended::Ended;
use super::frame::{self, Opcode};
use super::goodbye::Goodbye;
use super::message::Message;
use crate::net::core::Net;
use crate::net::dial::Stream;

/// Bytes up to which a payload is composed in the buffer of the core.
const SMALL: usize = 16 * 1024;

/// An open connection, counted in the core's traffic. While idle it holds no buffer.
pub(super) struct Wire {
    stream: Stream,
    net: Rc<Net>,
    decoder: Decoder,
    /// What was read and is still to be decoded, and how much of it is.
    held: Vec<u8>,
    decoded: usize,
    /// What is to be written before anything else, and how much of it is.
    unsent: Vec<u8>,
    written: usize,
    /// Whether the stream may hold back what was written.
    unflushed: bool,
    /// A pong or a goodbye that goes next. A later ping's pong replaces one that waits.
    answer: Option<Vec<u8>>,
    /// Whether we said goodbye, or are about to: then nothing else is answered.
    leaving: bool,
    /// Whether the server did: nothing is to come any more.
    left: bool,
}

/// What somebody who sends has to write.
#[derive(Clone, Copy)]
pub(super) struct Outgoing<'m> {
    opcode: Opcode,
    payload: &'m [u8],
}

/// What reading gives.
pub(super) enum Incoming {
    Message(Message),
    Goodbye(Goodbye),
    /// The connection is over.
    End,
}

impl Wire {
    /// A stream of which something may have been read already.
    pub(super) fn new(stream: Stream, net: Rc<Net>, held: Vec<u8>, max_message: usize) -> Self {
        Self {
            stream,
            net,
            decoder: Decoder::new(max_message),
            held,
            decoded: 0,
            unsent: Vec::new(),
            written: 0,
            unflushed: false,
            answer: None,
            leaving: false,
            left: false,
        }
    }

    /// Reads until there is something to tell, and answers on the way what is to be answered.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<Incoming, Ended>> {
        loop {
            // What the connection does not take now waits for the next time.
            if !self.is_flushed()
                && let Poll::Ready(flushed) = self.poll_flush(cx)
            {
                flushed?;
            }
            let came = match self.decode_held()? {
                Some(came) => came,
                None => match ready!(self.poll_read(cx))? {
                    Read::End => return Poll::Ready(Ok(Incoming::End)),
                    Read::Some(None) => continue,
                    Read::Some(Some(came)) => came,
                },
            };
            if let Some(incoming) = self.take(came) {
                return Poll::Ready(Ok(incoming));
            }
        }
    }

    /// What is to be told of what came, if anything is.
    fn take(&mut self, came: Came) -> Option<Incoming> {
        if self.left {
            return Some(Incoming::End);
        }
        match came {
            Came::Message(message) => return Some(Incoming::Message(message)),
            Came::Pong => {}
            Came::Ping(payload) => self.answer(Opcode::Pong, &payload),
            Came::Close(goodbye) => {
                self.answer(Opcode::Close, &goodbye.answer());
                (self.leaving, self.left) = (true, true);
                return Some(Incoming::Goodbye(goodbye));
            }
        }
        None
    }

    /// Has an answer written next. A pong that still waits is left out for it, as it may be.
    fn answer(&mut self, opcode: Opcode, payload: &[u8]) {
        if !self.leaving {
            let mut answer = Vec::new();
            frame::write(opcode, payload, &mut answer);
            self.answer = Some(answer);
        }
    }

    fn decode_held(&mut self) -> Result<Option<Came>, Ended> {
        if self.held.is_empty() {
            return Ok(None);
        }
        let mut rest = self.held.get(self.decoded..).unwrap_or_default();
        let came = self.decoder.next(&mut rest)?;
        self.decoded = self.held.len() - rest.len();
        if self.decoded == self.held.len() {
            self.held = Vec::new();
            self.decoded = 0;
        }
        Ok(came)
    }

    /// Reads once, and decodes what comes first in it.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<Result<Read, Ended>> {
        let mut inbound = self.net.inbound.borrow_mut();
        let mut read = ReadBuf::new(&mut inbound);
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut read))?;
        let mut bytes = read.filled();
        if bytes.is_empty() {
            return Poll::Ready(Ok(Read::End));
        }
        self.net.traffic.received(bytes.len());
        if !self.held.is_empty() {
            self.held.drain(..self.decoded);
            self.decoded = 0;
            self.held.extend_from_slice(bytes);
            drop(inbound);
            return Poll::Ready(self.decode_held().map(Read::Some));
        }
        let came = self.decoder.next(&mut bytes)?;
        // Nearly always messages come whole and alone, and nothing of what was read has to be kept.
        if !bytes.is_empty() {
            self.held.extend_from_slice(bytes);
        }
        Poll::Ready(Ok(Read::Some(came)))
    }

    /// Sends, once all that was to be written before is. Pending, it is to be called again, and told
    /// whether it is `queued`: then it is written next, whatever becomes of the caller.
    pub(super) fn poll_send(
        &mut self,
        outgoing: Outgoing<'_>,
        queued: &mut bool,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<()>> {
        if !*queued {
            if !self.is_flushed() {
                ready!(self.poll_flush(cx))?;
            }
            *queued = true;
            self.leaving |= outgoing.opcode == Opcode::Close;
            self.write(outgoing, cx)?;
        }
        match self.is_flushed() {
            true => Poll::Ready(Ok(())),
            false => self.poll_flush(cx),
        }
    }

    /// Writes as much of a frame as the connection takes, and keeps the others.
    fn write(&mut self, outgoing: Outgoing<'_>, cx: &mut Context<'_>) -> io::Result<()> {
        let Outgoing { opcode, payload } = outgoing;
        if payload.len() > SMALL {
            frame::write(opcode, payload, &mut self.unsent);
            return Ok(());
        }
        let mut out = self.net.outbound.borrow_mut();
        out.clear();
        frame::write(opcode, payload, &mut out);
        let written = match Pin::new(&mut self.stream).poll_write(cx, &out) {
            Poll::Ready(written) => written?,
            Poll::Pending => 0,
        };
        self.net.traffic.sent(written);
        self.unflushed = self.stream.holds_back();
        let rest = out.get(written..).unwrap_or_default();
        if !rest.is_empty() {
            self.unsent.extend_from_slice(rest);
        }
        Ok(())
    }

    /// Whether nothing is left to be written.
    pub(super) fn is_flushed(&self) -> bool {
        self.unsent.is_empty() && self.answer.is_none() && !self.unflushed
    }

    /// Writes what is left to be written.
    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            while let Some(rest) = self.unsent.get(self.written..).filter(|rest| !rest.is_empty()) {
                let written = ready!(Pin::new(&mut self.stream).poll_write(cx, rest))?;
                if written == 0 {
                    return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
                }
                self.net.traffic.sent(written);
                self.written += written;
                self.unflushed = self.stream.holds_back();
            }
            self.unsent = self.answer.take().unwrap_or_default();
            self.written = 0;
            if self.unsent.is_empty() {
                break;
            }
        }
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        self.unflushed = false;
        Poll::Ready(Ok(()))
    }
}

/// What came of a read.
enum Read {
    /// Bytes, and perhaps enough of them.
    Some(Option<Came>),
    End,
}

impl<'m> Outgoing<'m> {
    pub(super) fn message(message: &'m Message) -> Self {
        let opcode = match message {
            Message::Text(_) => Opcode::Text,
            Message::Binary(_) => Opcode::Binary,
        };
        Self { opcode, payload: message.as_bytes() }
    }

    /// A goodbye that says nothing else.
    pub(super) fn goodbye() -> Self {
        Self { opcode: Opcode::Close, payload: &[] }
    }
}
