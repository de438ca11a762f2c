//! The body of a request, handed over in pieces.

use std::convert::Infallible;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};

use super::watch::{Sent, Watch};

/// How much is handed over at once. `hyper` takes the next piece when the server has room for it.
const PIECE: usize = 16 * 1024;

/// The body of a request.
pub(super) struct Outgoing {
    pub(super) rest: Bytes,
    pub(super) sent: Rc<Sent>,
    pub(super) watch: Rc<Watch>,
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let this = self.get_mut();
        if this.rest.is_empty() {
            return Poll::Ready(None);
        }
        let piece = this.rest.split_to(PIECE.min(this.rest.len()));
        if this.rest.is_empty() {
            this.watch.about_to_write(&this.sent);
        }
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty()
    }

    /// None, so that no other length is announced than ours.
    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}
