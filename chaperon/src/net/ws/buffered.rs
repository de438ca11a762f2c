//! A stream as the WebSocket codec reads it: through the core's buffer, so that the codec's own,
//! which each connection has, can be small.

use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::net::core::Net;
use crate::net::dial::Stream;

/// A stream that is read in large pieces, and counted in the core's traffic.
pub(super) struct Buffered {
    stream: Stream,
    net: Rc<Net>,
    /// What was read and is still to be taken, and how much of it is. Nothing while idle.
    held: Vec<u8>,
    taken: usize,
}

impl Buffered {
    /// A stream of which something may have been read already.
    pub(super) fn new(stream: Stream, net: Rc<Net>, held: Vec<u8>) -> Self {
        Self { stream, net, held, taken: 0 }
    }

    fn give(&mut self, buffer: &mut ReadBuf<'_>) {
        let rest = self.held.get(self.taken..).unwrap_or_default();
        let piece = rest.get(..buffer.remaining()).unwrap_or(rest);
        buffer.put_slice(piece);
        self.taken += piece.len();
        if self.taken == self.held.len() {
            self.held = Vec::new();
            self.taken = 0;
        }
    }
}

impl AsyncRead for Buffered {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.held.is_empty() {
            let net = Rc::clone(&self.net);
            let mut inbound = net.inbound.borrow_mut();
            let mut read = ReadBuf::new(&mut inbound);
            ready!(Pin::new(&mut self.stream).poll_read(cx, &mut read))?;
            let bytes = read.filled();
            net.traffic.received(bytes.len());
            let (now, later) = bytes.split_at(bytes.len().min(buffer.remaining()));
            buffer.put_slice(now);
            self.held.extend_from_slice(later);
        } else {
            self.give(buffer);
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Buffered {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, bytes))?;
        self.net.traffic.sent(written);
        Poll::Ready(Ok(written))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
