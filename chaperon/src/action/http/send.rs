//! Sending a request: hop by hop, each of them recorded.

use super::hop::Hop;
use super::name;
use super::response::Response;
use super::spec::{Expected, Spec};
use crate::action::perform;
use crate::action::template::fill;
use crate::error::{Error, ErrorKind, Result};
use crate::net::Url;
use crate::net::http::{Exchange, Redirect, decode};
use crate::session::Session;
use crate::time::{after, now};

pub(super) async fn send(session: &mut Session, spec: Spec<'_>) -> Result<Response> {
    let deadline = spec.timeout.map(|timeout| after(now(), timeout));
    let url = match url_of(session, &spec) {
        Ok(url) => url,
        Err(error) => return Err(session.note_error(error)),
    };
    let profile = session.profile.clone();
    let base = profile.base_url();
    let name = profile.hide(name::of_request(&spec, &url, base, spec.skip_query).into_owned());
    let Spec { method, headers, body, expected, skip_query, .. } = spec;
    let hop = Hop { method, url, headers, body, stripped: None, name, deadline, lost: None };
    let response = follow(session, hop, skip_query).await?;
    let expected = match expected {
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
async fn follow(session: &mut Session, mut hop: Hop, skip_query: bool) -> Result<Response> {
    let profile = session.profile.clone();
    let limit = profile.settings().http.follow_redirects;
    let mut redirects = 0;
    loop {
        let exchange = perform(session, &mut hop).await?;
        if exchange.head.sets_cookies() {
            session.cookies.store(&hop.url, exchange.headers());
        }
        let next = match limit {
            0 => Ok(None),
            _ => Redirect::after(&hop.method, &hop.url, &exchange.head),
        };
        let next = next.map_err(|error| session.note_error(error.context(hop.action())))?;
        let Some(next) = next else { return finish(session, exchange, hop.action()) };
        if redirects == limit {
            return Err(session.note_error(too_many(&hop.action(), limit)));
        }
        redirects += 1;
        hop = hop.redirected(next, &profile, skip_query);
    }
}

fn finish(session: &Session, exchange: Exchange, action: String) -> Result<Response> {
    let max_body = session.profile.settings().http.max_body;
    match decode(&exchange, max_body) {
        Ok(body) => {
            session.keep_result(|| action.clone(), &body);
            Ok(Response::new(exchange, action, body))
        }
        Err(error) => Err(session.note_error(error.context(&action))),
    }
}

fn too_many(action: &str, limit: u32) -> Error {
    let message = format!("{action}: more than {limit} redirects (http.follow_redirects)");
    Error::new(ErrorKind::TooManyRedirects, message)
}
