//! A slot's exchanges by `reqwest`.

use std::cell::RefCell;
use std::rc::Rc;

use super::attempt::Attempt;
use super::made::Made;
use crate::error::Result;
use crate::net::connections::Connections;
use crate::net::failure::Failure;
use crate::net::gate::Gate;
use crate::net::http::exchange::Exchange;
use crate::net::http::h1::Broken;
use crate::net::http::pool::wait;
use crate::net::http::request::Request;
use crate::net::timing::Timing;
use crate::time::Instant;

/// What a slot needs for exchanges by `reqwest`: its client, and how many may be under way.
pub(in crate::net) struct ReqwestSlot {
    max_connections: usize,
    gate: Gate,
    /// Made when it is first needed.
    made: RefCell<Option<Rc<Made>>>,
}

impl std::fmt::Debug for ReqwestSlot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ReqwestSlot").field("gate", &self.gate).finish_non_exhaustive()
    }
}

impl ReqwestSlot {
    pub(in crate::net) fn new(max_connections: usize) -> Self {
        let max_connections = max_connections.max(1);
        Self { max_connections, gate: Gate::new(max_connections), made: RefCell::default() }
    }

    /// Lets the client go, and its idle connections with it.
    pub(in crate::net) fn close_idle(&self) {
        self.made.take();
    }

    pub(in crate::net) async fn exchange(
        &self,
        connections: &Connections,
        request: &Request<'_>,
        deadline: Option<Instant>,
    ) -> Result<Box<Exchange>, Failure> {
        let mut timing = Timing::start();
        let result = self.attempts(connections, request, deadline, &mut timing).await;
        result.map_err(|error| Failure::new(error, &timing))
    }

    /// One attempt; a second one when the first was on a connection that turned out to be closed.
    async fn attempts(
        &self,
        connections: &Connections,
        request: &Request<'_>,
        deadline: Option<Instant>,
        timing: &mut Timing,
    ) -> Result<Box<Exchange>> {
        connections.settings().allow_targets.check(request.url.origin())?;
        let _pass = match self.gate.try_enter() {
            Some(pass) => pass,
            None => wait(&self.gate, self.max_connections, request, deadline, timing).await?,
        };
        let made = self.made(connections)?;
        let attempt = Attempt { connections, made: &made, request, deadline };
        match attempt.run(timing).await {
            Err(Broken::Stale) => {}
            outcome => return outcome.map_err(Broken::into_error),
        }
        connections.net().traffic.retried();
        timing.restart();
        let mut exchange = attempt.run(timing).await.map_err(Broken::into_error)?;
        exchange.retried = true;
        Ok(exchange)
    }

    fn made(&self, connections: &Connections) -> Result<Rc<Made>> {
        if let Some(made) = &*self.made.borrow() {
            return Ok(Rc::clone(made));
        }
        let made = connections.net().made_clients.of_slot(connections)?;
        self.made.replace(Some(Rc::clone(&made)));
        Ok(made)
    }
}
