//! One request of a chain of redirects: the action that is measured.

use std::time::Duration;

use bytes::Bytes;

use super::name::{ActionName, of_hop};
use super::show::show;
use super::spec::Spec;
use crate::action::Action;
use crate::error::Result;
use crate::metrics::{MetricName, NameRef, Phases, Sample};
use crate::net::Url;
use crate::net::http::{Defaults, Exchange, Redirect, Request};
use crate::session::{Profile, Session};
use crate::time::{Instant, after, now};

/// One request of a chain of redirects.
pub(super) struct Hop<'s> {
    /// What was asked for; its headers and body are those of this hop.
    pub(super) spec: Box<Spec<'s>>,
    pub(super) action: ActionName,
    pub(super) url: Url,
    /// The session's default headers, where some of them may not go along any more.
    pub(super) stripped: Option<Box<Defaults>>,
    pub(super) started: Instant,
    /// When it has to be over, and all the hops before it.
    pub(super) deadline: Option<Instant>,
    /// Where the time went that came to no response.
    pub(super) lost: Option<Box<Phases>>,
}

impl<'s> Hop<'s> {
    /// The first one, which begins now.
    pub(super) fn first(mut spec: Box<Spec<'s>>, url: Url, name: String) -> Self {
        let action = ActionName { method: std::mem::take(&mut spec.method), name };
        let started = now();
        let deadline = spec.timeout.map(|timeout| after(started, timeout));
        Self { spec, action, url, stripped: None, started, deadline, lost: None }
    }

    /// The headers that are sent beside the request's own.
    pub(super) fn defaults<'h>(&'h self, profile: &'h Profile) -> &'h Defaults {
        self.stripped.as_deref().unwrap_or_else(|| profile.default_headers())
    }

    /// Becomes the next hop. What is set for the base URL's origin, credentials above all, stays
    /// there.
    pub(super) fn redirect(&mut self, next: Redirect, profile: &Profile) {
        next.strip(&mut self.spec.headers);
        if next.leaves_origin {
            self.stripped = Some(Box::new(profile.headers_for_strangers()));
        }
        if !next.keeps_body {
            self.spec.body = Bytes::new();
        }
        let name = of_hop(&next.url, profile.base_url(), self.spec.skip_query);
        let name = profile.hide(name);
        self.action = ActionName { method: next.method, name };
        self.url = next.url;
        self.started = now();
    }
}

impl Action for Hop<'_> {
    type Output = Box<Exchange>;

    fn metric(&self) -> MetricName {
        MetricName::http(self.action.verb(), &self.action.name)
    }

    async fn run(&mut self, session: &mut Session) -> Result<Box<Exchange>> {
        let request = Request {
            method: &self.action.method,
            url: &self.url,
            defaults: self.defaults(&session.profile),
            headers: &self.spec.headers,
            cookies: Some(&session.cookies),
            body: &self.spec.body,
            limits: session.profile.limits(),
        };
        match session.slot.connections.exchange(&request, self.started, self.deadline).await {
            Ok(exchange) => Ok(exchange),
            Err(failure) => {
                self.lost = Some(failure.phases);
                Err(failure.error)
            }
        }
    }

    /// Its deadline is the wire's, which says in which phase it was reached.
    fn timeout(&self, _: &Session) -> Option<Duration> {
        None
    }

    fn took(&self, start: Instant, outcome: &Result<Box<Exchange>>) -> Duration {
        outcome.as_ref().map_or_else(|_| start.elapsed(), |exchange| exchange.elapsed)
    }

    fn record(&self, session: &mut Session, outcome: &Result<Box<Exchange>>, took: Duration) {
        show(session, self, outcome);
        let (verb, name) = (self.action.verb(), self.action.name.as_str());
        let record = |sample: Sample<'_>| {
            let metric = session.core.recorder.intern_http(session.scope, verb, name);
            session.record_sample(metric, sample);
        };
        match outcome {
            Ok(exchange) => {
                record(Sample::new(exchange.elapsed).phases(&exchange.phases));
                let status = exchange.status().as_u16();
                if status >= 400 {
                    let error = NameRef::http_error(status, verb, name);
                    session.record(error, exchange.elapsed);
                }
            }
            Err(error) if error.kind().is_timeout() => {
                let phases = self.lost.as_deref().copied().unwrap_or_default();
                record(Sample::new(took).phases(&phases));
            }
            Err(_) => {}
        }
    }
}
