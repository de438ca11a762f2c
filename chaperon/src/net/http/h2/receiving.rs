//! A response as it comes.

use std::task::{Context, Poll, ready};

use bytes::Bytes;
use h2::client::ResponseFuture;
use h2::{Reason, RecvStream};
use http::{HeaderMap, Response, StatusCode};

use super::failed::{self, Broken};
use super::watch::Watch;
use crate::error::Result;
use crate::net::http::h1::Sink;
use crate::net::http::head::Head;
use crate::net::http::headers::{length_of, length_told};
use crate::net::http::limits::Limits;

/// How far a response has come.
pub(super) enum Receiving {
    Head(ResponseFuture),
    Body(Box<Answer>),
    Done,
}

/// The head of a response, and what is to come of its body.
pub(super) struct Answer {
    pub(super) head: Head,
    pub(super) sink: Sink,
    incoming: RecvStream,
    /// How long the body is to be, if the server says that.
    length: Option<u64>,
}

impl Answer {
    pub(super) fn new(response: Response<RecvStream>, limits: &Limits) -> Result<Self> {
        let (parts, incoming) = response.into_parts();
        if parts.status == StatusCode::SWITCHING_PROTOCOLS {
            return Err(failed::bad("it switches to another protocol, which HTTP/2 does not do"));
        }
        let reason = parts.status.canonical_reason().unwrap_or_default();
        let head_length = "HTTP/1.1 200 \r\n".len() + reason.len() + length_of(&parts.headers);
        check(&parts.headers, head_length, limits)?;
        let mut sink = Sink::new(limits);
        let length = if incoming.is_end_stream() { None } else { length_told(&parts.headers) };
        sink.expect(length.unwrap_or_default())?;
        let head = Head::read_already(parts.status, parts.version, parts.headers);
        Ok(Self { head, sink, incoming, length })
    }

    /// Reads the body to its end, and gives the server room for more of it.
    pub(super) fn poll(
        &mut self,
        limits: &Limits,
        watch: &Watch,
        cx: &mut Context<'_>,
    ) -> Poll<Result<(), Broken>> {
        while !self.incoming.is_end_stream() {
            match ready!(self.incoming.poll_data(cx)) {
                Some(Ok(piece)) => self.take(&piece)?,
                Some(Err(error)) if self.is_whole(&error) => break,
                Some(Err(error)) => return Poll::Ready(Err(self.broke(&error, watch))),
                None => {
                    let trailers = ready!(self.incoming.poll_trailers(cx));
                    let trailers = trailers.map_err(|error| self.broke(&error, watch))?;
                    if let Some(trailers) = trailers {
                        check(&trailers, length_of(&trailers), limits)?;
                    }
                    break;
                }
            }
        }
        Poll::Ready(Ok(()))
    }

    fn take(&mut self, piece: &Bytes) -> Result<()> {
        self.sink.push(piece)?;
        // Fails only for more than has come.
        let _ = self.incoming.flow_control().release_capacity(piece.len());
        Ok(())
    }

    /// Whether the server has sent all, and asks only not to be sent the rest of the request.
    fn is_whole(&self, error: &h2::Error) -> bool {
        error.is_remote()
            && error.reason() == Some(Reason::NO_ERROR)
            && !error.is_go_away()
            && self.length.is_none_or(|length| length == self.sink.length())
    }

    fn broke(&self, error: &h2::Error, watch: &Watch) -> Broken {
        failed::in_body(error, watch, self.sink.length()).into()
    }
}

fn check(headers: &HeaderMap, length: usize, limits: &Limits) -> Result<()> {
    limits.check_head(length)?;
    limits.check_count(headers.len())
}
