//! An attempt to connect a WebSocket: the action that is measured.

use std::time::Duration;

use http::HeaderMap;

use crate::action::{Action, is_timed};
use crate::error::Result;
use crate::metrics::MetricName;
use crate::net::ws::{Connected, WsRequest, WsSettings, connect};
use crate::net::{Failure, Url};
use crate::session::{Session, Socket};
use crate::time::{Instant, after, now};

/// An attempt to connect, within `ws.connect_timeout`.
pub(super) struct Attempt {
    pub(super) url: Url,
    /// The socket's name in its session.
    pub(super) socket: Box<str>,
    /// By which it is measured.
    pub(super) name: Box<str>,
    pub(super) headers: HeaderMap,
    /// When it has to be over, and all the attempts before it.
    pub(super) deadline: Option<Instant>,
}

impl Attempt {
    async fn dial(&self, session: &Session) -> Result<Connected, Failure> {
        let settings = &session.profile.settings().ws;
        let max_message = settings.max_message.get();
        let request = WsRequest {
            url: &self.url,
            defaults: session.profile.default_headers(),
            headers: &self.headers,
            cookies: Some(&session.cookies),
            settings: WsSettings { max_message, ..WsSettings::default() },
            limits: session.profile.limits(),
        };
        let limit = settings.connect_timeout.get();
        let ends = limit.map(|limit| after(now(), limit)).into_iter().chain(self.deadline).min();
        connect(&session.slot.connections, &request, ends).await
    }
}

impl Action for Attempt {
    type Output = ();

    fn metric(&self) -> MetricName {
        MetricName::of("ws_connect", &self.name)
    }

    async fn run(&mut self, session: &mut Session) -> Result {
        let Connected { head, socket, .. } =
            self.dial(session).await.map_err(|failure| failure.error)?;
        if head.sets_cookies() {
            session.cookies.store(&self.url, head.cookies());
        }
        session.sockets.put(Socket::new(&self.socket, &self.name, socket));
        Ok(())
    }

    /// Its deadline is the connection's, which says in which phase it was reached.
    fn timeout(&self, _: &Session) -> Option<Duration> {
        None
    }

    fn record(&self, session: &mut Session, outcome: &Result, took: Duration) {
        session.show(|| match outcome {
            Ok(()) => format!("ws_connect {}\n< connected in {took:?}", self.url),
            Err(error) => format!("ws_connect {}\n! {}: {error}", self.url, error.kind()),
        });
        if is_timed(outcome) {
            session.record(self.metric().by_ref(), took);
        }
    }
}
