//! One attempt at an exchange: a request sent, and its response read.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};
use hyper::body::{Body, Incoming};

use super::compose::{Composed, compose};
use super::connection::Connection;
use super::failed::{self, Broken};
use super::watch::Sent;
use crate::error::{Error, ErrorKind, Result};
use crate::net::deadline::{by, late};
use crate::net::http::exchange::Exchange;
use crate::net::http::h1::Sink;
use crate::net::http::head::Head;
use crate::net::http::headers::length_of;
use crate::net::http::request::Request;
use crate::net::timing::Timing;
use crate::time::{Instant, now};

/// An attempt.
pub(super) struct Attempt<'a> {
    pub(super) connection: &'a Connection,
    pub(super) request: &'a Request<'a>,
    pub(super) deadline: Option<Instant>,
}

impl Attempt<'_> {
    pub(super) async fn run(&self, timing: &mut Timing) -> Result<Box<Exchange>, Broken> {
        let composed = compose(self.request, &self.connection.watch)?;
        let (sent, in_body) = (Rc::clone(&composed.sent), Cell::new(false));
        match by(self.deadline, self.exchange(composed, &in_body, timing)).await {
            Some(outcome) => outcome,
            None => Err(self.late(&sent, in_body.get(), timing).into()),
        }
    }

    async fn exchange(
        &self,
        composed: Composed,
        in_body: &Cell<bool>,
        timing: &mut Timing,
    ) -> Result<Box<Exchange>, Broken> {
        let Composed { message, sent, length: bytes_out } = composed;
        if message.body().is_end_stream() {
            self.connection.watch.about_to_write(&sent);
        }
        let was_used = self.connection.used.get();
        let answer = self.connection.send(message).await;
        let may_be_stale = was_used && self.request.is_idempotent();
        let response = answer
            .map_err(|error| failed::before_head(error, &self.connection.watch, may_be_stale))?;
        self.connection.used.set(true);
        in_body.set(true);
        tell_sent(&sent, timing);
        timing.phases.wait = Some(timing.lap());
        if sent.at().is_none() {
            // It answers before it has the whole request, the rest of which goes on.
            self.connection.retire();
        }
        let (head, incoming, head_length) = self.head(response)?;
        let (body, body_length) = self.body(incoming).await?;
        let moment = now();
        timing.phases.receive = Some(timing.lap_at(moment));
        Ok(Box::new(Exchange {
            head,
            body,
            body_length,
            phases: timing.phases,
            started: timing.started,
            elapsed: moment.saturating_duration_since(timing.started),
            bytes_in: head_length as u64 + body_length,
            bytes_out,
            retried: false,
        }))
    }

    /// The head, and how many bytes it has as HTTP/1.1 writes it.
    fn head(&self, response: Response<Incoming>) -> Result<(Head, Incoming, usize)> {
        let (parts, incoming) = response.into_parts();
        if parts.status == StatusCode::SWITCHING_PROTOCOLS {
            return Err(failed::bad("it switches to another protocol, which HTTP/2 does not do"));
        }
        let reason = parts.status.canonical_reason().unwrap_or_default();
        let length = "HTTP/1.1 200 \r\n".len() + reason.len() + length_of(&parts.headers);
        self.check(&parts.headers, length)?;
        Ok((Head::read_already(parts.status, parts.version, parts.headers), incoming, length))
    }

    fn check(&self, headers: &HeaderMap, length: usize) -> Result<()> {
        let limits = &self.request.limits;
        limits.check_head(length)?;
        limits.check_count(headers.len())
    }

    async fn body(&self, mut incoming: Incoming) -> Result<(Bytes, u64)> {
        let mut sink = Sink::new(&self.request.limits);
        sink.expect(incoming.size_hint().exact().unwrap_or_default())?;
        loop {
            let frame = poll_fn(|cx| Pin::new(&mut incoming).poll_frame(cx)).await;
            let Some(frame) = frame else { return Ok((sink.take(), sink.length())) };
            let frame = frame
                .map_err(|error| failed::in_body(&error, &self.connection.watch, sink.length()))?;
            if let Some(trailers) = frame.trailers_ref() {
                self.check(trailers, length_of(trailers))?;
            }
            if let Ok(piece) = frame.into_data() {
                sink.push(&piece)?;
            }
        }
    }

    fn late(&self, sent: &Sent, in_body: bool, timing: &mut Timing) -> Error {
        let origin = self.request.url.origin();
        let (kind, what) = if in_body {
            (ErrorKind::TimeoutBody, "did not send the whole response's body")
        } else if sent.at().is_some() {
            (ErrorKind::TimeoutHeaders, "did not send a response's head")
        } else {
            (ErrorKind::TimeoutSend, "did not take the whole request")
        };
        if !in_body {
            tell_sent(sent, timing);
        }
        late(kind, format_args!("{origin} {what}"), timing.started)
    }
}

/// Ends the phase in which the request was sent, if it was.
fn tell_sent(sent: &Sent, timing: &mut Timing) {
    if let Some(moment) = sent.at() {
        timing.phases.send = Some(timing.lap_at(moment));
    }
}
