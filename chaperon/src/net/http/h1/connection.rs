//! One HTTP/1.1 connection.

use std::pin::Pin;
use std::task::{Context, Waker};

use tokio::io::{AsyncRead, ReadBuf};

use super::decoder::Asked;
use super::job::{Broken, Job};
use crate::error::Result;
use crate::net::core::Net;
use crate::net::dial::Stream;
use crate::net::http::exchange::Exchange;
use crate::net::http::request::Request;
use crate::net::timer::Timer;
use crate::net::timing::Timing;
use crate::time::Instant;

/// An open connection. While idle it holds no buffer.
#[derive(Debug)]
pub(in crate::net) struct Connection {
    pub(super) stream: Stream,
    pub(super) timer: Timer,
    /// Whether it has carried a request before.
    pub(super) used: bool,
    pub(super) reusable: bool,
    /// Whether its last response had a large body, as the next one may then have.
    pub(super) expects_much: bool,
    /// What came after the agreement to an upgrade.
    pub(super) leftover: Vec<u8>,
}

impl Connection {
    pub(in crate::net) fn new(stream: Stream) -> Self {
        let timer = Timer::default();
        Self {
            stream,
            timer,
            used: false,
            reusable: false,
            expects_much: false,
            leftover: Vec::new(),
        }
    }

    /// Whether the last exchange left it as new.
    pub(in crate::net) fn is_reusable(&self) -> bool {
        self.reusable
    }

    /// What is left of it for the protocol that was upgraded to, with what came of that already.
    pub(in crate::net) fn into_parts(self) -> (Stream, Vec<u8>) {
        (self.stream, self.leftover)
    }

    /// Whether the server has, as far as is known here, neither closed it nor sent anything
    /// unasked. Costs a system call only when something has come.
    pub(in crate::net) fn is_open(&mut self, net: &Net) -> bool {
        let mut inbound = net.inbound.borrow_mut();
        match &mut self.stream {
            Stream::Plain(stream) => {
                let read = stream.try_read(&mut inbound);
                read.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
            }
            // Through TLS, as tickets come unasked.
            Stream::Tls(stream) => {
                let mut cx = Context::from_waker(Waker::noop());
                Pin::new(stream).poll_read(&mut cx, &mut ReadBuf::new(&mut inbound)).is_pending()
            }
        }
    }

    /// Sends a request and reads its whole response, which may be the agreement to an upgrade.
    pub(in crate::net) fn exchange<'a>(
        &'a mut self,
        net: &'a Net,
        request: &'a Request<'a>,
        asked: Asked,
        deadline: Option<Instant>,
        timing: &'a mut Timing,
    ) -> impl Future<Output = Result<Box<Exchange>, Broken>> + 'a {
        self.reusable = false;
        let mut job = Job::new(net, request, asked, deadline, timing);
        std::future::poll_fn(move |cx| job.poll(self, cx))
    }
}
