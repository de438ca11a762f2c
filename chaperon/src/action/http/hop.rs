//! One request of a chain of redirects: the action that is measured.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};

use super::name::of_hop;
use super::show::show;
use crate::action::Action;
use crate::error::Result;
use crate::metrics::{MetricName, NameRef, Phases, Sample};
use crate::net::Url;
use crate::net::http::{Exchange, Redirect, Request};
use crate::session::{Profile, Session};
use crate::time::Instant;

/// One request of a chain of redirects.
pub(super) struct Hop {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// The session's default headers, where some of them may not go along any more.
    pub(super) stripped: Option<HeaderMap>,
    /// By which it is measured: the path or its template.
    pub(super) name: String,
    /// When it has to be over, and all the hops before it.
    pub(super) deadline: Option<Instant>,
    /// Where the time went that came to no response.
    pub(super) lost: Option<Box<Phases>>,
}

impl Hop {
    /// The headers that are sent beside the request's own.
    pub(super) fn defaults<'h>(&'h self, profile: &'h Profile) -> &'h HeaderMap {
        self.stripped.as_ref().unwrap_or_else(|| profile.default_headers())
    }

    /// The next hop. What is set for the base URL's origin, credentials above all, stays there.
    pub(super) fn redirected(
        mut self,
        next: Redirect,
        profile: &Profile,
        skip_query: bool,
    ) -> Self {
        next.strip(&mut self.headers);
        if next.leaves_origin {
            self.stripped = Some(profile.headers_for_strangers());
        }
        let body = if next.keeps_body { self.body } else { Bytes::new() };
        let name = profile.hide(of_hop(&next.url, profile.base_url(), skip_query));
        Self { method: next.method, url: next.url, headers: self.headers, body, name, ..self }
    }

    /// By which errors name it: `get(/path)`.
    pub(super) fn action(&self) -> String {
        format!("{}({})", self.verb(), self.name)
    }

    /// The method as metrics name it.
    fn verb(&self) -> &str {
        match self.method.as_str() {
            "GET" => "get",
            "POST" => "post",
            "PUT" => "put",
            "PATCH" => "patch",
            "DELETE" => "delete",
            "HEAD" => "head",
            "OPTIONS" => "options",
            other => other,
        }
    }
}

impl Action for Hop {
    type Output = Exchange;

    fn metric(&self) -> MetricName {
        MetricName::http(self.verb(), &self.name)
    }

    async fn run(&mut self, session: &mut Session) -> Result<Exchange> {
        let request = Request {
            method: &self.method,
            url: &self.url,
            defaults: self.defaults(&session.profile),
            headers: &self.headers,
            cookies: Some(&session.cookies),
            body: &self.body,
            limits: session.profile.limits(),
        };
        match session.slot.connections.exchange(&request, self.deadline).await {
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

    fn record(&self, session: &mut Session, outcome: &Result<Exchange>, took: Duration) {
        show(session, self, outcome);
        let record = |sample: Sample<'_>| {
            let metric = session.core.recorder.intern_http(session.scope, self.verb(), &self.name);
            session.record_sample(metric, sample);
        };
        match outcome {
            Ok(exchange) => {
                record(Sample::new(exchange.elapsed).phases(&exchange.phases));
                let status = exchange.status().as_u16();
                if status >= 400 {
                    let error = NameRef::http_error(status, self.verb(), &self.name);
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
