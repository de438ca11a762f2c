//! A connection's stream as `h2` takes it, with all bytes counted.

use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::watch::Watch;
use crate::net::core::Net;
use crate::net::dial::Stream;

/// The stream of a connection.
pub(super) struct Socket {
    pub(super) stream: Stream,
    pub(super) net: Rc<Net>,
    pub(super) watch: Rc<Watch>,
}

impl Socket {
    fn written(&self, written: &io::Result<usize>) {
        match written {
            Ok(bytes) => {
                self.net.traffic.sent(*bytes);
                self.watch.wrote();
            }
            Err(error) => self.watch.broke(error),
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        let read = ready!(Pin::new(&mut this.stream).poll_read(cx, buffer));
        match &read {
            Ok(()) => {
                let bytes = buffer.filled().get(before..).unwrap_or_default();
                this.net.traffic.received(bytes.len());
                this.watch.read(bytes);
            }
            Err(error) => this.watch.broke(error),
        }
        Poll::Ready(read)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = ready!(Pin::new(&mut this.stream).poll_write(cx, bytes));
        this.written(&written);
        Poll::Ready(written)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
