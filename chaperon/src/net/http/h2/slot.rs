//! A slot's exchanges by HTTP/2, and by HTTP/1.1 where a server turns out to speak no other.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;

use super::attempt::Attempt;
use super::failed::Broken;
use super::place::{Errand, Place, Way};
use crate::error::{Error, ErrorKind, Result};
use crate::net::connections::Connections;
use crate::net::deadline::{by, late};
use crate::net::failure::Failure;
use crate::net::http::exchange::Exchange;
use crate::net::http::pool::Pool;
use crate::net::http::request::Request;
use crate::net::http::wire::Boxed;
use crate::net::origin::Origin;
use crate::net::timing::Timing;
use crate::time::Instant;

/// How often a request is sent that the server keeps saying it has not looked at.
const TRIES: u32 = 4;

/// What a slot knows of the origins that may speak HTTP/2.
#[derive(Default)]
pub(in crate::net) struct H2Slot {
    places: RefCell<Vec<(Rc<Origin>, Rc<Place>)>>,
}

impl std::fmt::Debug for H2Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("H2Slot").finish_non_exhaustive()
    }
}

/// An exchange, and what it needs of its slot.
struct Asking<'a> {
    pool: &'a Pool,
    errand: Errand<'a>,
}

impl H2Slot {
    /// Whether the origin turned out to speak HTTP/1.1 only.
    pub(in crate::net::http) fn is_http1(&self, origin: &Rc<Origin>) -> bool {
        self.place(origin).is_http1()
    }

    pub(in crate::net::http) fn close_idle(&self) {
        self.places.borrow().iter().for_each(|(_, place)| place.close_idle());
    }

    /// Sends a request and reads its whole response. Boxed here, and not where exchanges by HTTP/1.1
    /// would have to make room for it.
    pub(in crate::net::http) fn exchange<'a>(
        &'a self,
        pool: &'a Pool,
        connections: &'a Connections,
        request: &'a Request<'a>,
        deadline: Option<Instant>,
    ) -> Boxed<'a> {
        let asking = Asking { pool, errand: Errand { connections, request, deadline } };
        let place = self.place(request.url.origin());
        Box::pin(async move {
            let mut timing = Timing::start();
            // What reads an answer and what writes a request do not fit into a processor's cache
            // together: each is done for all who are ready before the other is.
            tokio::task::yield_now().await;
            // Part of the request's time, and of none of its phases.
            timing.lap();
            let result = asking.attempts(&place, &mut timing).await;
            result.map_err(|error| Failure::new(error, &timing))
        })
    }

    fn place(&self, origin: &Rc<Origin>) -> Rc<Place> {
        let mut places = self.places.borrow_mut();
        let same = |other: &Rc<Origin>| Rc::ptr_eq(other, origin) || other == origin;
        if let Some((_, place)) = places.iter().find(|(other, _)| same(other)) {
            return Rc::clone(place);
        }
        let place = Rc::new(Place::new());
        places.push((Rc::clone(origin), Rc::clone(&place)));
        place
    }
}

impl Asking<'_> {
    /// One attempt; more of them while sending again is safe.
    async fn attempts(&self, place: &Place, timing: &mut Timing) -> Result<Box<Exchange>> {
        let mut tries = 1;
        loop {
            match self.attempt(place, timing).await {
                Ok(mut exchange) => {
                    exchange.retried |= tries > 1;
                    return Ok(exchange);
                }
                Err(Broken::Again(_)) if tries < TRIES => {}
                Err(Broken::Again(error) | Broken::Failed(error)) => return Err(error),
            }
            tries += 1;
            self.errand.connections.net().traffic.retried();
            timing.restart();
        }
    }

    async fn attempt(&self, place: &Place, timing: &mut Timing) -> Result<Box<Exchange>, Broken> {
        let Self { pool, errand } = self;
        let Errand { connections, request, deadline } = *errand;
        loop {
            let connection = match place.way(errand, timing).await? {
                Way::Http2(connection) => connection,
                Way::Http1(opened) => {
                    if let Some(stream) = opened {
                        pool.adopt(request.url.origin(), stream);
                    }
                    let attempts = pool.attempts(connections, request, deadline, timing);
                    return Ok(Box::pin(attempts).await?);
                }
            };
            let turn = match connection.drive.turns.try_take() {
                Some(turn) => turn,
                None => {
                    let turn = Box::pin(by(deadline, connection.drive.turns.wait())).await;
                    let turn = turn.ok_or_else(|| self.no_turn(&connection.none_free(), timing))?;
                    timing.waited();
                    // Without one, the connection has ended meanwhile.
                    let Some(turn) = turn else { continue };
                    turn
                }
            };
            let busy = connection.begin(turn);
            let mut attempt = Attempt::begin(&busy, request, deadline, timing)?;
            return poll_fn(|cx| attempt.poll(cx)).await;
        }
    }

    fn no_turn(&self, what: &str, timing: &Timing) -> Error {
        let what = format!("{}: {what}", self.errand.request.url.origin());
        late(ErrorKind::TimeoutConnect, what, timing.started)
    }
}
