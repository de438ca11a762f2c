//! Connecting a WebSocket.

use std::borrow::Cow;
use std::fmt::Display;
use std::time::Duration;

use http::HeaderMap;

use super::Ws;
use crate::action::Pending;
use crate::action::header::header;
use crate::action::http::of_hop;
use crate::error::{Error, Result};
use crate::net::ws::{Connected, WsRequest, WsSettings, connect};
use crate::net::{Failure, Url};
use crate::session::Socket;
use crate::time::{after, now};

/// A WebSocket that is not connected yet. Made by
/// [`Session::ws_connect`](crate::Session::ws_connect).
#[must_use = "a WebSocket is not connected until it is awaited"]
pub struct WsConnect<'s> {
    ws: Ws<'s>,
    path: Cow<'s, str>,
    headers: HeaderMap,
    timeout: Option<Duration>,
    problem: Option<Error>,
}

impl<'s> WsConnect<'s> {
    pub(super) fn new(ws: Ws<'s>, path: Cow<'s, str>) -> Self {
        let timeout = ws.session.timeout();
        Self { ws, path, headers: HeaderMap::new(), timeout, problem: None }
    }

    /// Adds a header to the handshake.
    pub fn header(mut self, name: &str, value: impl Display) -> Self {
        match header(name, value) {
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(error) => {
                self.problem.get_or_insert(error);
            }
        }
        self
    }

    /// Adds headers to the handshake.
    pub fn headers<N, V>(self, headers: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: AsRef<str>,
        V: Display,
    {
        headers
            .into_iter()
            .fold(self, |connect, (name, value)| connect.header(name.as_ref(), value))
    }

    /// Takes at most this long, instead of the session's `timeout`.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    async fn connect(mut self) -> Result {
        let url = match self.problem.take() {
            Some(problem) => Err(problem),
            None => self.ws.session.profile.url(&self.path),
        };
        let url = url.map_err(|error| self.ws.session.note_error(error))?;
        let path = self.ws.session.profile.hide(self.name(&url));
        self.ws.session.under_way = Some(now());
        let dialled = self.dial(&url).await;
        self.ws.session.under_way = None;
        match dialled {
            Ok(connected) => self.keep(connected, &url, &path),
            Err(Failure { error, elapsed, .. }) => {
                if error.kind().is_timeout() {
                    self.ws.took("ws_connect", &path, elapsed);
                }
                self.ws.session.show(|| format!("ws_connect {url}\n! {}: {error}", error.kind()));
                return Err(self.ws.failed(error, "ws_connect", &path));
            }
        }
        Ok(())
    }

    /// Under which it is measured: the path, after the host when it is not the base URL's.
    fn name(&self, url: &Url) -> String {
        match self.path.split_once('?').map_or(&*self.path, |(path, _)| path) {
            "" => "/".to_owned(),
            path if path.contains("://") => of_hop(url, self.ws.session.profile.base_url(), true),
            path => path.to_owned(),
        }
    }

    async fn dial(&self, url: &Url) -> Result<Connected, Failure> {
        let session = &*self.ws.session;
        let settings = session.profile.settings();
        let max_message = settings.ws.max_message.get();
        let request = WsRequest {
            url,
            defaults: session.profile.default_headers(),
            headers: &self.headers,
            cookies: Some(&session.cookies),
            settings: WsSettings { max_message, ..WsSettings::default() },
            limits: session.profile.limits(),
        };
        let deadline = self.timeout.map(|timeout| after(now(), timeout));
        connect(&session.slot.connections, &request, deadline).await
    }

    fn keep(&mut self, connected: Connected, url: &Url, path: &str) {
        self.ws.took("ws_connect", path, connected.elapsed);
        self.ws
            .session
            .show(|| format!("ws_connect {url}\n< connected in {:?}", connected.elapsed));
        let session = &mut *self.ws.session;
        if connected.head.sets_cookies() {
            session.cookies.store(url, connected.head.headers());
        }
        let name = self.ws.name.as_ref().into();
        session.sockets.put(Socket { name, path: path.into(), wire: connected.socket, sent: None });
    }
}

impl<'s> IntoFuture for WsConnect<'s> {
    type Output = Result;
    type IntoFuture = Pending<'s, ()>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.connect())
    }
}
