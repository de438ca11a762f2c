//! Sending a request: hop by hop, each of them recorded.

use http::Method;

use super::hop::Hop;
use super::name;
use super::response::Response;
use super::show::show;
use super::spec::{Expected, Spec};
use super::template::fill;
use crate::error::{Error, ErrorKind, Result};
use crate::metrics::{NameRef, Sample};
use crate::net::http::{Exchange, Redirect, Request, decode};
use crate::net::{Failure, Url};
use crate::session::Session;
use crate::time::{Instant, after, now};

pub(super) async fn send(session: &mut Session, spec: Spec<'_>) -> Result<Response> {
    let deadline = spec.timeout.map(|timeout| after(now(), timeout));
    let url = match url_of(session, &spec) {
        Ok(url) => url,
        Err(error) => return Err(session.note_error(error)),
    };
    let profile = session.profile.clone();
    let skip_query = spec.skip_query;
    let name = name::of_request(&spec, &url, profile.base_url(), skip_query).into_owned();
    let hop = Hop {
        method: spec.method.clone(),
        url,
        headers: spec.headers.clone(),
        body: spec.body.clone(),
        stripped: None,
    };
    let response = follow(session, hop, profile.hide(name), skip_query, deadline).await?;
    let expected = match spec.expected {
        None => Ok(response),
        Some(Expected::Status(status)) => response.expect(status),
        Some(Expected::Success) => response.error_for_status(),
    };
    expected.map_err(|error| session.note_error(error))
}

fn url_of(session: &Session, spec: &Spec<'_>) -> Result<Url> {
    let path = fill(&spec.path, &spec.fills)?;
    let mut url = session.profile.url(&path)?;
    for (name, value) in &spec.params {
        url.push_query(name, value);
    }
    Ok(url)
}

/// Sends a request and what it is redirected to, until there is a response that stands.
async fn follow(
    session: &mut Session,
    mut hop: Hop,
    mut name: String,
    skip_query: bool,
    deadline: Option<Instant>,
) -> Result<Response> {
    let profile = session.profile.clone();
    let limit = profile.settings().http.follow_redirects;
    let mut redirects = 0;
    loop {
        let exchange = exchange(session, &hop, &name, deadline).await?;
        let next = match limit {
            0 => Ok(None),
            _ => Redirect::after(&hop.method, &hop.url, &exchange.head),
        };
        let action = || format!("{}({name})", verb(&hop.method));
        let next = next.map_err(|error| session.note_error(error.context(action())))?;
        let Some(next) = next else { return finish(session, exchange, action()) };
        if redirects == limit {
            return Err(session.note_error(too_many(&action(), limit)));
        }
        redirects += 1;
        hop = hop.redirected(next, &profile);
        name = profile.hide(name::of_hop(&hop.url, profile.base_url(), skip_query));
    }
}

/// Sends one hop and records what came of it.
async fn exchange(
    session: &mut Session,
    hop: &Hop,
    name: &str,
    deadline: Option<Instant>,
) -> Result<Exchange> {
    session.under_way = Some(now());
    let request = Request {
        method: &hop.method,
        url: &hop.url,
        defaults: hop.defaults(&session.profile),
        headers: &hop.headers,
        cookies: Some(&session.cookies),
        body: &hop.body,
        limits: session.profile.limits(),
    };
    let outcome = session.slot.connections.exchange(&request, deadline).await;
    session.under_way = None;
    show(session, hop, &outcome);
    match outcome {
        Ok(exchange) => {
            record(session, &exchange, &hop.method, name);
            if exchange.head.sets_cookies() {
                session.cookies.store(&hop.url, exchange.headers());
            }
            Ok(exchange)
        }
        Err(failure) => Err(failed(session, failure, &hop.method, name)),
    }
}

fn record(session: &Session, exchange: &Exchange, method: &Method, name: &str) {
    let method = verb(method);
    let metric = session.core.recorder.intern_http(session.scope, method, name);
    session.record_sample(metric, Sample::new(exchange.elapsed).phases(&exchange.phases));
    let status = exchange.status().as_u16();
    if status >= 400 {
        session.record(NameRef::http_error(status, method, name), exchange.elapsed);
    }
}

/// Counts a failure. A timeout is a sample too, of the time that was waited.
fn failed(session: &Session, failure: Failure, method: &Method, name: &str) -> Error {
    let Failure { error, phases, elapsed } = failure;
    let method = verb(method);
    if error.kind().is_timeout() {
        let metric = session.core.recorder.intern_http(session.scope, method, name);
        session.record_sample(metric, Sample::new(elapsed).phases(&phases));
    }
    session.note_error(error.context(format_args!("{method}({name})")))
}

fn finish(session: &Session, exchange: Exchange, action: String) -> Result<Response> {
    let max_body = session.profile.settings().http.max_body;
    match decode(&exchange, max_body) {
        Ok(body) => Ok(Response::new(exchange, action, body)),
        Err(error) => Err(session.note_error(error.context(&action))),
    }
}

fn too_many(action: &str, limit: u32) -> Error {
    let message = format!("{action}: more than {limit} redirects (http.follow_redirects)");
    Error::new(ErrorKind::TooManyRedirects, message)
}

/// The method as metrics name it.
fn verb(method: &Method) -> &str {
    match method.as_str() {
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
