//! One attempt at an exchange: a request sent, and its response read.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use super::compose::compose;
use super::connection::Busy;
use super::failed::{self, Broken};
use super::receiving::{Answer, Receiving};
use super::sending::Sending;
use super::watch::Sent;
use crate::error::{Error, ErrorKind, Result};
use crate::net::deadline::late;
use crate::net::http::exchange::Exchange;
use crate::net::http::request::Request;
use crate::net::timer::Timer;
use crate::net::timing::Timing;
use crate::time::{Instant, now};

/// An attempt under way.
pub(super) struct Attempt<'a> {
    busy: &'a Busy<'a>,
    request: &'a Request<'a>,
    deadline: Option<Instant>,
    timing: &'a mut Timing,
    timer: Timer,
    sending: Sending,
    receiving: Receiving,
    may_be_stale: bool,
}

impl<'a> Attempt<'a> {
    /// Hands over the request's head.
    pub(super) fn begin(
        busy: &'a Busy<'a>,
        request: &'a Request<'a>,
        deadline: Option<Instant>,
        timing: &'a mut Timing,
    ) -> Result<Self, Broken> {
        let connection = busy.connection;
        let composed = compose(request, &connection.authority)?;
        let is_whole = request.body.is_empty();
        let sent = Rc::<Sent>::default();
        if is_whole {
            connection.watch.about_to_write(&sent);
        }
        let (response, stream) = connection.send(composed, is_whole)?;
        Ok(Self {
            busy,
            request,
            deadline,
            timing,
            timer: connection.timer.take(),
            sending: Sending::new(stream, request.body.clone(), sent),
            receiving: Receiving::Head(response),
            may_be_stale: connection.used.get() && request.is_idempotent(),
        })
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Box<Exchange>, Broken>> {
        let busy = self.busy;
        if let Poll::Ready(done) = busy.poll(cx, |cx| self.step(cx)) {
            return Poll::Ready(done);
        }
        if let Some(deadline) = self.deadline {
            ready!(self.timer.poll(deadline, cx));
            return Poll::Ready(Err(self.late().into()));
        }
        Poll::Pending
    }

    /// Goes on with both directions, as far as the connection lets it.
    fn step(&mut self, cx: &mut Context<'_>) -> Poll<Result<Box<Exchange>, Broken>> {
        let connection = self.busy.connection;
        self.sending.poll(&connection.watch, cx);
        if let Receiving::Head(response) = &mut self.receiving {
            let response = ready!(Pin::new(response).poll(cx)).map_err(|error| {
                failed::before_head(&error, &connection.watch, self.may_be_stale)
            })?;
            connection.used.set(true);
            self.tell_sent();
            self.timing.phases.wait = Some(self.timing.lap());
            let answer = Answer::new(response, &self.request.limits)?;
            self.receiving = Receiving::Body(Box::new(answer));
        }
        if let Receiving::Body(answer) = &mut self.receiving {
            ready!(answer.poll(&self.request.limits, &connection.watch, cx))?;
        }
        match std::mem::replace(&mut self.receiving, Receiving::Done) {
            Receiving::Body(answer) => Poll::Ready(Ok(self.exchange(*answer))),
            Receiving::Head(_) | Receiving::Done => Poll::Pending,
        }
    }

    fn exchange(&mut self, mut answer: Answer) -> Box<Exchange> {
        let connection = self.busy.connection;
        connection.timer.set(std::mem::take(&mut self.timer));
        if self.sending.sent.at().is_some() {
            self.busy.is_done();
        }
        let moment = now();
        self.timing.phases.receive = Some(self.timing.lap_at(moment));
        Box::new(Exchange {
            head: answer.head,
            body: answer.sink.take(),
            body_length: answer.sink.length(),
            phases: self.timing.phases,
            elapsed: moment.saturating_duration_since(self.timing.started),
            retried: false,
        })
    }

    fn late(&mut self) -> Error {
        let origin = self.request.url.origin();
        let (kind, what) = if !matches!(self.receiving, Receiving::Head(_)) {
            (ErrorKind::TimeoutBody, "did not send the whole response's body")
        } else if self.sending.sent.at().is_some() {
            self.tell_sent();
            (ErrorKind::TimeoutHeaders, "did not send a response's head")
        } else {
            (ErrorKind::TimeoutSend, "did not take the whole request")
        };
        late(kind, format_args!("{origin} {what}"), self.timing.started)
    }

    /// Ends the phase in which the request was sent, if it was.
    fn tell_sent(&mut self) {
        if let Some(moment) = self.sending.sent.at() {
            self.timing.phases.send = Some(self.timing.lap_at(moment));
        }
    }
}
