//! Sending a request: hop by hop, each of them recorded.

use super::hop::Hop;
use super::name::{self, ActionName};
use super::response::Response;
use super::spec::{Expected, Spec};
use crate::action::perform_from;
use crate::action::template::fill;
use crate::error::{Error, ErrorKind, Result};
use crate::net::Url;
use crate::net::http::{Exchange, Redirect, decode};
use crate::session::Session;

impl<'s> Spec<'s> {
    /// Makes a request of what was built, whose time runs from now on. In case of a mistake, what was
    /// built is given back too.
    pub(super) fn begin(
        mut self: Box<Self>,
        session: &Session,
    ) -> Result<Hop<'s>, (Error, Box<Self>)> {
        match self.problem.take().map_or_else(|| self.aim(session), Err) {
            Ok((url, name)) => Ok(Hop::first(self, url, name)),
            Err(problem) => Err((problem, self)),
        }
    }

    /// Where it goes, and under which name it is measured.
    fn aim(&self, session: &Session) -> Result<(Url, String)> {
        let profile = &session.profile;
        let mut url = profile.url_of(fill(&self.path, &self.fills)?)?;
        for (name, value) in &self.params {
            url.push_query(name, value);
        }
        let name = name::of_request(self, &url, profile.base_url()).into_owned();
        Ok((url, profile.hide(name)))
    }
}

impl Hop<'_> {
    /// Sends a request and what it is redirected to, until there is a response that stands. By
    /// reference, as a future that owned it would hold it twice.
    pub(super) async fn send(&mut self, session: &mut Session) -> Result<Response> {
        let limit = session.profile.settings().http.follow_redirects;
        let mut redirects = 0;
        loop {
            let exchange = perform_from(self.started, session, self).await?;
            if exchange.head.sets_cookies() {
                session.cookies.store(&self.url, exchange.head.cookies());
            }
            let next = match limit {
                0 => Ok(None),
                _ => Redirect::after(&self.action.method, &self.url, &exchange.head),
            };
            let next = next.map_err(|error| session.note_error(error.context(&self.action)))?;
            let Some(next) = next else {
                return self.finish(session, exchange).map_err(|error| session.note_error(error));
            };
            if redirects == limit {
                return Err(session.note_error(too_many(&self.action, limit)));
            }
            redirects += 1;
            self.redirect(next, &session.profile);
        }
    }

    /// Makes a response of the exchange of the last hop.
    fn finish(&mut self, session: &Session, mut exchange: Box<Exchange>) -> Result<Response> {
        let action = std::mem::take(&mut self.action);
        let max_body = session.profile.settings().http.max_body;
        let body = match exchange.head.is_encoded() {
            true => decode(&exchange, max_body).map_err(|error| error.context(&action))?,
            // A copy of it would share it, which is one more thing to allocate.
            false => std::mem::take(&mut exchange.body),
        };
        session.keep_result(|| action.to_string(), &body);
        let response = Response::new(exchange, action, body);
        match self.spec.expected {
            None => Ok(response),
            Some(Expected::Status(status)) => response.expect(status),
            Some(Expected::Success) => response.error_for_status(),
        }
    }
}

fn too_many(action: &ActionName, limit: u32) -> Error {
    let message = format!("{action}: more than {limit} redirects (http.follow_redirects)");
    Error::new(ErrorKind::TooManyRedirects, message)
}
