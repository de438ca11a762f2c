//! Sending a request: hop by hop, each of them recorded.

use super::hop::Hop;
use super::name::{self, ActionName};
use super::response::Response;
use super::spec::{Expected, Spec};
use crate::action::perform;
use crate::action::template::fill;
use crate::error::{Error, ErrorKind, Result};
use crate::net::Url;
use crate::net::http::{Exchange, Redirect, decode};
use crate::session::Session;
use crate::time::{after, now};

/// A request that is ready to be sent.
pub(super) struct Sending {
    hop: Hop,
    expected: Option<Expected>,
    skip_query: bool,
}

impl Sending {
    /// Makes it of what was built. Its time runs from now on.
    pub(super) fn of(spec: Spec<'_>, session: &Session) -> Result<Self> {
        let deadline = spec.timeout.map(|timeout| after(now(), timeout));
        let url = url_of(session, &spec)?;
        let profile = &session.profile;
        let name = name::of_request(&spec, &url, profile.base_url(), spec.skip_query).into_owned();
        let Spec { method, headers, body, expected, skip_query, .. } = spec;
        let action = ActionName { method, name: profile.hide(name) };
        let hop = Hop { action, url, headers, body, stripped: None, deadline, lost: None };
        Ok(Self { hop, expected, skip_query })
    }

    /// Sends it. By reference, as a future that owned it would hold it twice.
    pub(super) async fn send(&mut self, session: &mut Session) -> Result<Response> {
        let response = self.follow(session).await?;
        let expected = match self.expected {
            None => return Ok(response),
            Some(Expected::Status(status)) => response.expect(status),
            Some(Expected::Success) => response.error_for_status(),
        };
        expected.map_err(|error| session.note_error(error))
    }

    /// Sends a request and what it is redirected to, until there is a response that stands.
    async fn follow(&mut self, session: &mut Session) -> Result<Response> {
        let hop = &mut self.hop;
        let limit = session.profile.settings().http.follow_redirects;
        let mut redirects = 0;
        loop {
            let exchange = perform(session, hop).await?;
            if exchange.head.sets_cookies() {
                session.cookies.store(&hop.url, exchange.head.cookies());
            }
            let next = match limit {
                0 => Ok(None),
                _ => Redirect::after(&hop.action.method, &hop.url, &exchange.head),
            };
            let next = next.map_err(|error| session.note_error(error.context(&hop.action)))?;
            let Some(next) = next else {
                return finish(session, exchange, std::mem::take(&mut hop.action));
            };
            if redirects == limit {
                return Err(session.note_error(too_many(&hop.action, limit)));
            }
            redirects += 1;
            hop.redirect(next, &session.profile, self.skip_query);
        }
    }
}

fn url_of(session: &Session, spec: &Spec<'_>) -> Result<Url> {
    let path = fill(&spec.path, &spec.fills)?;
    let mut url = session.profile.url(&path)?;
    for (name, value) in &spec.params {
        url.push_query(name, value);
    }
    Ok(url)
}

fn finish(session: &Session, mut exchange: Box<Exchange>, action: ActionName) -> Result<Response> {
    let max_body = session.profile.settings().http.max_body;
    let body = match exchange.head.is_encoded() {
        true => decode(&exchange, max_body),
        // A copy of it would share it, which is one more thing to allocate.
        false => Ok(std::mem::take(&mut exchange.body)),
    };
    match body {
        Ok(body) => {
            session.keep_result(|| action.to_string(), &body);
            Ok(Response::new(exchange, action, body))
        }
        Err(error) => Err(session.note_error(error.context(&action))),
    }
}

fn too_many(action: &ActionName, limit: u32) -> Error {
    let message = format!("{action}: more than {limit} redirects (http.follow_redirects)");
    Error::new(ErrorKind::TooManyRedirects, message)
}
