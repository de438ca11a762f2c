//! One attempt at an exchange: a request sent, and its response read.

use std::sync::Arc;

use http::StatusCode;
use reqwest::Response;

use super::compose::{Composed, compose};
use super::dial::{Dial, Doing, Progress};
use super::failed;
use super::made::Made;
use crate::error::{Error, ErrorKind, Result};
use crate::net::connections::Connections;
use crate::net::deadline::{by, late};
use crate::net::http::exchange::Exchange;
use crate::net::http::h1::{Broken, Sink};
use crate::net::http::head::Head;
use crate::net::http::headers::length_of;
use crate::net::http::request::Request;
use crate::net::timing::Timing;
use crate::time::{Instant, now};

/// An attempt.
pub(super) struct Attempt<'a> {
    pub(super) connections: &'a Connections,
    pub(super) made: &'a Made,
    pub(super) request: &'a Request<'a>,
    pub(super) deadline: Option<Instant>,
}

impl Attempt<'_> {
    /// [`Broken::Stale`] when a connection that was there before was found closed.
    pub(super) async fn run(&self, timing: &mut Timing) -> Result<Box<Exchange>, Broken> {
        let Composed { request, length } = compose(self.request, self.connections.settings())?;
        let url = request.url().clone();
        let mut response = self.send(request, timing).await?;
        self.connections.net().traffic.sent(length);
        timing.phases.wait = Some(timing.lap());
        if self.made.given && *response.url() != url {
            return Err(follows_redirects().into());
        }
        let head = self.head(&mut response)?;
        let (body, body_length) = self.body(response, timing).await?;
        let moment = now();
        timing.phases.receive = Some(timing.lap_at(moment));
        // `hyper` gives the connection back in a task of its own. Without its turn, the request after
        // this one would not find it, and open another.
        tokio::task::yield_now().await;
        Ok(Box::new(Exchange {
            head,
            body,
            body_length,
            phases: timing.phases,
            elapsed: moment.saturating_duration_since(timing.started),
            retried: false,
        }))
    }

    async fn send(
        &self,
        request: reqwest::Request,
        timing: &mut Timing,
    ) -> Result<Response, Broken> {
        let dial = Arc::new(Dial::default());
        let sending = dial.around(self.made.client.execute(request));
        let outcome = by(self.deadline, sending).await;
        self.connections.note_opened(self.made.newly_opened());
        let progress = dial.progress();
        progress.tell(timing);
        let error = match outcome {
            Some(Ok(response)) => return Ok(response),
            Some(Err(error)) => error,
            None => return Err(self.late(progress, timing).into()),
        };
        let origin = self.request.url.origin();
        let failed = failed::before_head(&error, origin, self.connections.settings());
        let again = failed.not_looked_at
            || failed.closed && progress.is_reused() && self.request.is_idempotent();
        Err(if again { Broken::Stale } else { Broken::Failed(failed.error) })
    }

    fn late(&self, progress: Progress, timing: &Timing) -> Error {
        let origin = self.request.url.origin();
        match progress.doing {
            Doing::LookUp => {
                let what = format!("no answer from DNS for {}", origin.host());
                late(ErrorKind::TimeoutDns, what, timing.started)
            }
            Doing::Connect => {
                let what = format!("no connection to {origin}");
                late(ErrorKind::TimeoutConnect, what, timing.started)
            }
            Doing::Nothing => {
                let what = format!("{origin} did not send a response's head");
                late(ErrorKind::TimeoutHeaders, what, timing.started)
            }
        }
    }

    fn head(&self, response: &mut Response) -> Result<Head> {
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        if status == StatusCode::SWITCHING_PROTOCOLS {
            let what = "it switches to another protocol, which was not asked for";
            let message = format!("the response is not proper HTTP: {what}");
            return Err(Error::new(ErrorKind::BadResponse, message));
        }
        let reason = status.canonical_reason().unwrap_or_default();
        let length = "HTTP/1.1 200 \r\n".len() + reason.len() + length_of(&headers);
        self.request.limits.check_head(length)?;
        self.request.limits.check_count(headers.len())?;
        self.connections.net().traffic.received(length);
        Ok(Head::read_already(status, response.version(), headers))
    }

    async fn body(&self, mut response: Response, timing: &Timing) -> Result<(bytes::Bytes, u64)> {
        let mut sink = Sink::new(&self.request.limits);
        sink.expect(response.content_length().unwrap_or_default())?;
        loop {
            let chunk = by(self.deadline, response.chunk()).await.ok_or_else(|| {
                let origin = self.request.url.origin();
                let what = format!("{origin} did not send the whole response's body");
                late(ErrorKind::TimeoutBody, what, timing.started)
            })?;
            let Some(chunk) = chunk.map_err(|error| failed::in_body(&error, sink.length()))? else {
                return Ok((sink.take(), sink.length()));
            };
            self.connections.net().traffic.received(chunk.len());
            sink.push(&chunk)?;
        }
    }
}

fn follows_redirects() -> Error {
    let message = "the HTTP client that `HttpClients` made followed a redirect by itself, unchecked \
                   and unmeasured: leave the `redirect` of its builder as it is";
    Error::new(ErrorKind::Config, message)
}
