//! One request's way over a connection: sending, receiving, and giving up at the deadline.

use std::io;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};

use super::compose;
use super::connection::Connection;
use super::decoder::{Asked, Decoder, Fed};
use crate::error::{Error, ErrorKind, Result};
use crate::net::core::Net;
use crate::net::deadline::late;
use crate::net::dial::Stream;
use crate::net::failure::transport;
use crate::net::http::exchange::Exchange;
use crate::net::http::request::Request;
use crate::net::timing::Timing;
use crate::time::{Instant, now};

/// Bodies up to this size are sent in one write with the head.
const SMALL: usize = 16 * 1024;

/// Where the last response was at least this large, the next one is read with less copying: its
/// beginning first, and then the rest of its body straight to its place.
const LARGE: u64 = 16 * 1024;

/// How much is the beginning.
const FIRST: usize = 2 * 1024;

/// Why there is no answer.
#[derive(Debug)]
pub(in crate::net) enum Broken {
    /// The connection had been idle and was found closed, and sending again is safe.
    Stale,
    Failed(Error),
}

impl Broken {
    /// The error that this is, where nothing is sent again.
    pub(in crate::net) fn into_error(self) -> Error {
        match self {
            Self::Failed(error) => error,
            Self::Stale => Error::new(
                ErrorKind::EofBeforeHeaders,
                "the server closed the connection before it had sent a response's head",
            ),
        }
    }
}

impl From<Error> for Broken {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// A request under way.
pub(super) struct Job<'a> {
    net: &'a Net,
    request: &'a Request<'a>,
    deadline: Option<Instant>,
    timing: &'a mut Timing,
    sending: Sending,
    decoder: Decoder<'a>,
    /// Whether some of the body was read straight to its place.
    straight: bool,
    got_first: bool,
    asks_to_close: bool,
    bytes_in: u64,
    bytes_out: u64,
}

/// How far the request is sent.
enum Sending {
    Head,
    Rest {
        head: Vec<u8>,
        body: Bytes,
    },
    Flush,
    Done,
    /// The server takes no more; perhaps it says why.
    Failed(Error),
}

impl<'a> Job<'a> {
    pub(super) fn new(
        net: &'a Net,
        request: &'a Request<'a>,
        asked: Asked,
        deadline: Option<Instant>,
        timing: &'a mut Timing,
    ) -> Self {
        Self {
            net,
            request,
            deadline,
            timing,
            sending: Sending::Head,
            decoder: Decoder::new(asked, request.limits, &net.known_heads),
            straight: false,
            got_first: false,
            asks_to_close: false,
            bytes_in: 0,
            bytes_out: 0,
        }
    }

    pub(super) fn poll(
        &mut self,
        connection: &mut Connection,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Box<Exchange>, Broken>> {
        self.send(&mut connection.stream, cx)?;
        if let Poll::Ready(done) = self.receive(connection, cx) {
            return Poll::Ready(done);
        }
        if let Some(deadline) = self.deadline {
            ready!(connection.timer.poll(deadline, cx));
            return Poll::Ready(Err(self.late().into()));
        }
        Poll::Pending
    }

    /// Sends as much as the connection takes. Fails only for a request that cannot be written: a
    /// connection that takes no more may still have an answer for us.
    fn send(&mut self, stream: &mut Stream, cx: &mut Context<'_>) -> Result<()> {
        let net = self.net;
        if matches!(self.sending, Sending::Head) {
            let mut out = net.outbound.borrow_mut();
            out.clear();
            self.asks_to_close = compose::head(&mut out, self.request)?;
            let mut body = Bytes::new();
            if self.request.body.len() <= SMALL {
                out.extend_from_slice(self.request.body);
            } else {
                body = self.request.body.clone();
            }
            let written = match write(stream, net, cx, &out) {
                Poll::Ready(Ok(written)) => written,
                Poll::Ready(Err(error)) => {
                    self.sending = Sending::Failed(transport(&error));
                    return Ok(());
                }
                Poll::Pending => 0,
            };
            self.bytes_out += written as u64;
            let rest = out.get(written..).unwrap_or_default();
            self.sending = if rest.is_empty() && body.is_empty() {
                Sending::Flush
            } else {
                Sending::Rest { head: rest.to_vec(), body }
            };
        }
        while let Poll::Ready(next) = self.send_more(stream, cx) {
            self.sending = next.unwrap_or_else(|error| Sending::Failed(transport(&error)));
            if matches!(self.sending, Sending::Done) {
                self.timing.phases.send = Some(self.timing.lap());
            }
        }
        Ok(())
    }

    /// One more step; pending also when there is none.
    fn send_more(
        &mut self,
        stream: &mut Stream,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<Sending>> {
        let net = self.net;
        match &mut self.sending {
            Sending::Rest { head, body } => {
                while !head.is_empty() {
                    let written = ready!(write(stream, net, cx, head))?;
                    self.bytes_out += written as u64;
                    head.drain(..written);
                }
                while !body.is_empty() {
                    let written = ready!(write(stream, net, cx, body))?;
                    self.bytes_out += written as u64;
                    body.advance(written);
                }
                Poll::Ready(Ok(Sending::Flush))
            }
            Sending::Flush => {
                ready!(Pin::new(stream).poll_flush(cx))?;
                Poll::Ready(Ok(Sending::Done))
            }
            Sending::Head | Sending::Done | Sending::Failed(_) => Poll::Pending,
        }
    }

    fn receive(
        &mut self,
        connection: &mut Connection,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Box<Exchange>, Broken>> {
        let mut inbound = self.net.inbound.borrow_mut();
        loop {
            let count = match ready!(self.read(connection, &mut inbound, cx)) {
                Ok(count) if count > 0 => count,
                ended => return Poll::Ready(self.ended(ended, connection)),
            };
            self.net.traffic.received(count);
            self.bytes_in += count as u64;
            let moment = now();
            if !self.got_first {
                self.first_byte(moment);
            }
            // What was read straight to the body is not in the buffer.
            let piece = if self.straight { &[] } else { inbound.get(..count).unwrap_or_default() };
            let fed = if self.straight {
                self.decoder.filled(count)
            } else {
                self.decoder.feed(piece)?
            };
            if let Fed::Done(used) = fed {
                let leftover = piece.get(used..).unwrap_or_default();
                return Poll::Ready(self.answer(moment, leftover, connection));
            }
        }
    }

    /// Reads once: the rest of a body straight to its place, all else to the core's buffer.
    fn read(
        &mut self,
        connection: &mut Connection,
        inbound: &mut [u8],
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        if let Some(body) = self.decoder.place() {
            self.straight = true;
            return pin!(connection.stream.read_buf(body)).poll(cx);
        }
        let most = if connection.expects_much { FIRST } else { inbound.len() };
        let mut buffer = ReadBuf::new(inbound.get_mut(..most).unwrap_or_default());
        ready!(Pin::new(&mut connection.stream).poll_read(cx, &mut buffer))?;
        Poll::Ready(Ok(buffer.filled().len()))
    }

    fn first_byte(&mut self, moment: Instant) {
        self.got_first = true;
        let lap = self.timing.lap_at(moment);
        if self.timing.phases.send.is_some() {
            self.timing.phases.wait = Some(lap);
        } else {
            // It answers before it has the whole request.
            self.timing.phases.send = Some(lap);
        }
    }

    /// The connection was closed or broke.
    fn ended(
        &mut self,
        read: io::Result<usize>,
        connection: &mut Connection,
    ) -> Result<Box<Exchange>, Broken> {
        if !self.got_first && connection.used && self.may_be_sent_again() {
            return Err(Broken::Stale);
        }
        let sending = std::mem::replace(&mut self.sending, Sending::Done);
        match (read, sending) {
            (Err(error), _) => Err(transport(&error).into()),
            (Ok(_), Sending::Failed(error)) if !self.got_first => Err(error.into()),
            (Ok(_), _) => {
                self.decoder.end()?;
                self.answer(now(), &[], connection)
            }
        }
    }

    /// Whether the server cannot have acted upon the request, or may act upon it twice.
    fn may_be_sent_again(&self) -> bool {
        self.bytes_out == 0 || self.request.is_idempotent()
    }

    fn answer(
        &mut self,
        moment: Instant,
        leftover: &[u8],
        connection: &mut Connection,
    ) -> Result<Box<Exchange>, Broken> {
        self.timing.phases.receive = Some(self.timing.lap_at(moment));
        connection.used = true;
        connection.reusable = self.decoder.keeps_alive()
            && leftover.is_empty()
            && matches!(self.sending, Sending::Done)
            && !self.asks_to_close;
        connection.expects_much = self.straight && self.bytes_in >= LARGE;
        connection.leftover = leftover.to_vec();
        let (head, body, body_length) = self.decoder.take()?;
        Ok(Box::new(Exchange {
            head,
            body,
            body_length,
            phases: self.timing.phases,
            elapsed: moment.saturating_duration_since(self.timing.started),
            retried: false,
        }))
    }

    fn late(&self) -> Error {
        let origin = self.request.url.origin();
        let (kind, what) = if self.timing.phases.send.is_none() {
            (ErrorKind::TimeoutSend, "did not take the whole request")
        } else if self.decoder.is_in_head() {
            (ErrorKind::TimeoutHeaders, "did not send a response's head")
        } else {
            (ErrorKind::TimeoutBody, "did not send the whole response's body")
        };
        late(kind, format_args!("{origin} {what}"), self.timing.started)
    }
}

fn write(
    stream: &mut Stream,
    net: &Net,
    cx: &mut Context<'_>,
    bytes: &[u8],
) -> Poll<io::Result<usize>> {
    let written = ready!(Pin::new(stream).poll_write(cx, bytes))?;
    if written == 0 {
        return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
    }
    net.traffic.sent(written);
    Poll::Ready(Ok(written))
}
