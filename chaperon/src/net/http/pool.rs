//! A slot's HTTP/1.1 connections: the idle ones, and how many there may be.

use std::cell::RefCell;
use std::rc::Rc;

use super::exchange::Exchange;
use super::h1::{Asked, Broken, Connection};
use super::request::Request;
use crate::error::{ErrorKind, Result};
use crate::net::connections::Connections;
use crate::net::deadline::{by, late};
use crate::net::dial::Stream;
use crate::net::failure::Failure;
use crate::net::gate::{Gate, Pass};
use crate::net::origin::Origin;
use crate::net::timing::Timing;
use crate::time::Instant;

/// The HTTP/1.1 connections of a slot.
///
/// An exchange owns the connection it is on. Only one that ended cleanly gives it back, so that a
/// cancelled one closes it.
#[derive(Debug)]
pub(in crate::net) struct Pool {
    max_connections: usize,
    gate: Gate,
    /// The last one used comes last, and is used again first.
    idle: RefCell<Vec<(Rc<Origin>, Box<Connection>)>>,
}

impl Pool {
    pub(super) fn new(max_connections: usize) -> Self {
        let max_connections = max_connections.max(1);
        Self { max_connections, gate: Gate::new(max_connections), idle: RefCell::default() }
    }

    pub(super) fn close_idle(&self) {
        self.idle.take();
    }

    /// Not an `async fn`, which would keep what it is given twice; nor is [`attempts`](Self::attempts).
    pub(super) fn exchange<'a>(
        &'a self,
        connections: &'a Connections,
        request: &'a Request<'a>,
        started: Instant,
        deadline: Option<Instant>,
    ) -> impl Future<Output = Result<Box<Exchange>, Failure>> + 'a {
        let mut timing = Timing::since(started);
        async move {
            let result = self.attempts(connections, request, deadline, &mut timing).await;
            result.map_err(|error| Failure::new(error, &timing))
        }
    }

    /// One attempt; a second one on a new connection when an idle one turned out to be closed, and
    /// the request cannot have been acted upon, or may be acted upon twice.
    pub(super) fn attempts<'a>(
        &'a self,
        connections: &'a Connections,
        request: &'a Request<'a>,
        deadline: Option<Instant>,
        timing: &'a mut Timing,
    ) -> impl Future<Output = Result<Box<Exchange>>> + 'a {
        let net = connections.net();
        let origin = request.url.origin();
        async move {
            let _pass = match self.gate.try_enter() {
                Some(pass) => pass,
                // Boxed, as is dialling: both need much room, and most requests neither wait nor dial.
                None => {
                    Box::pin(wait(&self.gate, self.max_connections, request, deadline, timing))
                        .await?
                }
            };
            let mut kept = self.take(connections, origin);
            let mut retried = false;
            loop {
                let mut connection = match kept.take() {
                    Some(connection) => connection,
                    None => Box::new(Connection::new(
                        Box::pin(connections.dial(origin, deadline, timing)).await?,
                    )),
                };
                let outcome =
                    connection.exchange(net, request, asked(request), deadline, timing).await;
                // Only a kept connection can be stale, so this is once at most.
                if matches!(outcome, Err(Broken::Stale)) {
                    net.traffic.retried();
                    timing.restart();
                    retried = true;
                    continue;
                }
                self.give_back(request, connection);
                let mut exchange = outcome.map_err(Broken::into_error)?;
                exchange.retried = retried;
                return Ok(exchange);
            }
        }
    }

    /// The idle connection that was used last and is still open; where there is none, makes room
    /// for a new one.
    fn take(&self, connections: &Connections, origin: &Rc<Origin>) -> Option<Box<Connection>> {
        let mut idle = self.idle.borrow_mut();
        let same = |other: &Rc<Origin>| Rc::ptr_eq(other, origin) || other == origin;
        while let Some(index) = idle.iter().rposition(|(other, _)| same(other)) {
            let (_, mut connection) = idle.remove(index);
            if connection.is_open(connections.net()) {
                return Some(connection);
            }
        }
        let under_way = self.max_connections.saturating_sub(self.gate.free());
        if !idle.is_empty() && idle.len() + under_way > self.max_connections {
            idle.remove(0);
        }
        None
    }

    /// Keeps a stream that was opened elsewhere as a connection for the next request.
    pub(super) fn adopt(&self, origin: &Rc<Origin>, stream: Stream) {
        let connection = Box::new(Connection::new(stream));
        self.idle.borrow_mut().push((Rc::clone(origin), connection));
    }

    /// Keeps a connection for the next request, if it can carry one.
    fn give_back(&self, request: &Request<'_>, connection: Box<Connection>) {
        if connection.is_reusable() {
            self.idle.borrow_mut().push((Rc::clone(request.url.origin()), connection));
        }
    }
}

/// Waits until one of the slot's connections is free.
pub(super) async fn wait<'a>(
    gate: &'a Gate,
    max_connections: usize,
    request: &Request<'_>,
    deadline: Option<Instant>,
    timing: &mut Timing,
) -> Result<Pass<'a>> {
    let pass = by(deadline, gate.enter()).await.ok_or_else(|| {
        let origin = request.url.origin();
        let what =
            format!("none of the slot's {max_connections} connections got free for {origin}");
        late(ErrorKind::TimeoutConnect, what, timing.started)
    })?;
    timing.phases.blocked = Some(timing.lap());
    Ok(pass)
}

fn asked(request: &Request<'_>) -> Asked {
    if *request.method == http::Method::HEAD { Asked::Head } else { Asked::Usual }
}
