//! What is known of one origin: whether it speaks HTTP/2, and the connection to it.

use std::cell::RefCell;
use std::rc::Rc;

use super::connection::{Connection, not_agreed};
use crate::config::HttpVersion;
use crate::error::{ErrorKind, Result};
use crate::net::connections::Connections;
use crate::net::deadline::{by, late};
use crate::net::dial::Stream;
use crate::net::gate::Gate;
use crate::net::http::request::Request;
use crate::net::timing::Timing;
use crate::time::Instant;

/// What is known of one origin.
pub(super) struct Place {
    /// One dials, and the others wait for what comes of it.
    door: Gate,
    speaks: RefCell<Speaks>,
}

enum Speaks {
    Unknown,
    Http1,
    Http2(Rc<Connection>),
}

/// How a request goes to an origin.
pub(super) enum Way {
    /// By HTTP/1.1, on the connection that was opened to find that out, if one was.
    Http1(Option<Stream>),
    Http2(Rc<Connection>),
}

/// A request, and what it needs to find its way.
pub(super) struct Errand<'a> {
    pub(super) connections: &'a Connections,
    pub(super) request: &'a Request<'a>,
    pub(super) deadline: Option<Instant>,
}

impl Place {
    pub(super) fn new() -> Self {
        Self { door: Gate::new(1), speaks: RefCell::new(Speaks::Unknown) }
    }

    pub(super) fn is_http1(&self) -> bool {
        matches!(&*self.speaks.borrow(), Speaks::Http1)
    }

    pub(super) fn close_idle(&self) {
        let mut speaks = self.speaks.borrow_mut();
        if let Speaks::Http2(connection) = &*speaks
            && connection.is_idle()
        {
            *speaks = Speaks::Unknown;
        }
    }

    /// The way to the origin, on which a connection may be opened first.
    pub(super) async fn way(&self, errand: &Errand<'_>, timing: &mut Timing) -> Result<Way> {
        match self.known() {
            Some(way) => Ok(way),
            // Boxed: dialling needs much room, and most requests find a connection.
            None => Box::pin(self.find(errand, timing)).await,
        }
    }

    /// Finds out, or waits for another request to have done so.
    async fn find(&self, errand: &Errand<'_>, timing: &mut Timing) -> Result<Way> {
        let _pass = match self.door.try_enter() {
            Some(pass) => pass,
            None => {
                let pass = by(errand.deadline, self.door.enter()).await.ok_or_else(|| {
                    let what = format!("no connection to {}", errand.request.url.origin());
                    late(ErrorKind::TimeoutConnect, what, timing.started)
                })?;
                timing.waited();
                pass
            }
        };
        match self.known() {
            Some(way) => Ok(way),
            None => self.dial(errand, timing).await,
        }
    }

    fn known(&self) -> Option<Way> {
        match &*self.speaks.borrow() {
            Speaks::Unknown => None,
            Speaks::Http1 => Some(Way::Http1(None)),
            Speaks::Http2(connection) => {
                connection.is_open().then(|| Way::Http2(Rc::clone(connection)))
            }
        }
    }

    async fn dial(&self, errand: &Errand<'_>, timing: &mut Timing) -> Result<Way> {
        let Errand { connections, request, deadline } = *errand;
        let (origin, version) = (request.url.origin(), connections.settings().version);
        let stream = connections.dial_offering(version.into(), origin, deadline, timing).await?;
        if origin.scheme().is_tls() && !stream.agreed_to_http2() {
            if version == HttpVersion::Http2 {
                return Err(not_agreed(origin.authority()));
            }
            self.speaks.replace(Speaks::Http1);
            return Ok(Way::Http1(Some(stream)));
        }
        let opening = Connection::open(stream, origin, connections.net(), &request.limits);
        let connection = by(deadline, opening).await.ok_or_else(|| {
            let what = format!("{origin} did not take the greeting of HTTP/2");
            late(ErrorKind::TimeoutSend, what, timing.started)
        })??;
        self.speaks.replace(Speaks::Http2(Rc::clone(&connection)));
        Ok(Way::Http2(connection))
    }
}
