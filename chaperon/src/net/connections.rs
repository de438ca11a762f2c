//! The connections of one slot.

use std::cell::Cell;
use std::rc::Rc;

use super::core::Net;
use super::dial::{Dialer, Offer, Stream};
use super::failure::Failure;
use super::http::{Exchange, Request, Wire};
use super::origin::Origin;
use super::settings::NetSettings;
use super::timing::Timing;
use crate::error::Result;
use crate::time::Instant;

/// The connections of one slot: none of them, and none of its TLS tickets, are another slot's.
pub struct Connections {
    net: Rc<Net>,
    settings: Rc<NetSettings>,
    dialer: Dialer,
    wire: Wire,
    opened: Cell<u64>,
}

impl Connections {
    /// A slot without a connection yet.
    pub fn new(net: Rc<Net>, settings: Rc<NetSettings>) -> Self {
        let dialer = Dialer::new(net.next_slot());
        let wire = Wire::new(&settings);
        Self { net, settings, dialer, wire, opened: Cell::default() }
    }

    /// Sends a request that was `started` just now, and reads its whole response, on an idle
    /// connection or a new one.
    ///
    /// Redirects, cookies and content encodings are not followed, stored or undone here. Dropping
    /// the future closes the connection it was on, or resets its stream of one by HTTP/2.
    ///
    /// # Errors
    /// [`Failure`] when no complete response came until the deadline, or at all.
    pub fn exchange<'a>(
        &'a self,
        request: &'a Request<'a>,
        started: Instant,
        deadline: Option<Instant>,
    ) -> impl Future<Output = Result<Box<Exchange>, Failure>> + 'a {
        self.wire.exchange(self, request, started, deadline)
    }

    /// Closes the connections that nothing is under way on.
    pub fn close_idle(&self) {
        self.wire.close_idle();
    }

    /// How many connections the slot has opened so far.
    #[cfg(test)]
    pub fn opened(&self) -> u64 {
        self.opened.get()
    }

    /// What the slot's core shares.
    pub fn net(&self) -> &Rc<Net> {
        &self.net
    }

    /// What the connections are set to.
    pub fn settings(&self) -> &Rc<NetSettings> {
        &self.settings
    }

    /// Where among a host's addresses the slot is.
    #[cfg(feature = "reqwest")]
    pub(super) fn turn(&self) -> usize {
        self.dialer.turn()
    }

    /// Counts connections that were opened by the wire itself.
    #[cfg(feature = "reqwest")]
    pub(super) fn note_opened(&self, number: u64) {
        self.opened.set(self.opened.get() + number);
        (0..number).for_each(|_| self.net.traffic.opened());
    }

    /// Opens a connection for HTTP/1.1, and TLS over it where the scheme says so.
    pub(super) async fn dial(
        &self,
        origin: &Origin,
        deadline: Option<Instant>,
        timing: &mut Timing,
    ) -> Result<Stream> {
        self.dial_offering(Offer::Http1, origin, deadline, timing).await
    }

    /// The same where another version of HTTP is offered in the TLS handshake.
    pub(super) async fn dial_offering(
        &self,
        offer: Offer,
        origin: &Origin,
        deadline: Option<Instant>,
        timing: &mut Timing,
    ) -> Result<Stream> {
        let (net, settings) = (&self.net, &self.settings);
        let stream = self.dialer.dial(net, settings, origin, offer, deadline, timing).await?;
        self.opened.set(self.opened.get() + 1);
        Ok(stream)
    }
}
