//! The body of a request on its way.

use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::Bytes;
use h2::SendStream;

use super::watch::{Sent, Watch};

/// How much is handed over at once, so that a connection's requests take turns.
const PIECE: usize = 16 * 1024;

/// What is still to be sent of a request.
pub(super) struct Sending {
    stream: SendStream<Bytes>,
    rest: Bytes,
    /// Told when the last part is written.
    pub(super) sent: Rc<Sent>,
}

impl Sending {
    /// After a head, which ends the request if there is nothing more.
    pub(super) fn new(stream: SendStream<Bytes>, rest: Bytes, sent: Rc<Sent>) -> Self {
        Self { stream, rest, sent }
    }

    /// Hands over as much as the server has room for. A stream that takes no more is not complained
    /// about here: the answer tells why.
    pub(super) fn poll(&mut self, watch: &Watch, cx: &mut Context<'_>) {
        while !self.rest.is_empty() {
            let length = self.rest.len().min(PIECE);
            self.stream.reserve_capacity(length);
            let room = self.stream.capacity().min(length);
            if room == 0 {
                match self.stream.poll_capacity(cx) {
                    Poll::Ready(Some(Ok(_))) => continue,
                    Poll::Ready(Some(Err(_)) | None) | Poll::Pending => return,
                }
            }
            let piece = self.rest.split_to(room);
            let is_last = self.rest.is_empty();
            if is_last {
                watch.about_to_write(&self.sent);
            }
            if self.stream.send_data(piece, is_last).is_err() {
                return;
            }
        }
    }
}
