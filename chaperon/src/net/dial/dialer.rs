//! One slot's way of dialling: which address next, and its own TLS tickets.

use std::cell::{Cell, OnceCell};
use std::net::{IpAddr, SocketAddr};
use std::rc::Rc;
use std::sync::Arc;

use rustls::ClientConfig;

use super::offer::Offer;
use super::stream::Stream;
use super::tcp;
use super::tls;
use crate::error::{Error, ErrorKind, Result};
use crate::net::core::Net;
use crate::net::deadline::{by, late};
use crate::net::origin::Origin;
use crate::net::settings::{KnownHost, NetSettings};
use crate::net::timing::Timing;
use crate::time::Instant;

/// Dials for one slot.
pub(in crate::net) struct Dialer {
    /// Counts dialled addresses; begins at the slot's number, so that slots spread over them.
    next: Cell<usize>,
    tls: OnceCell<Arc<ClientConfig>>,
}

/// Where to, until when, and with what.
struct Call<'a> {
    net: &'a Net,
    settings: &'a NetSettings,
    origin: &'a Origin,
    deadline: Option<Instant>,
}

impl Dialer {
    pub(in crate::net) fn new(slot: usize) -> Self {
        Self { next: Cell::new(slot), tls: OnceCell::new() }
    }

    /// The number of the address that is dialled next.
    #[cfg(feature = "reqwest")]
    pub(in crate::net) fn turn(&self) -> usize {
        self.next.get()
    }

    /// Looks the host up, connects, and does the TLS handshake where the scheme says so.
    pub(in crate::net) async fn dial(
        &self,
        net: &Net,
        settings: &NetSettings,
        origin: &Origin,
        offer: Offer,
        deadline: Option<Instant>,
        timing: &mut Timing,
    ) -> Result<Stream> {
        settings.allow_targets.check(origin)?;
        let call = Call { net, settings, origin, deadline };
        let config =
            if origin.scheme().is_tls() { Some(offer.within(self.tls(&call)?)) } else { None };
        let addresses = call.addresses(timing).await?;
        let tcp = self.connect(&call, &addresses, timing).await?;
        net.traffic.opened();
        let Some(config) = config else { return Ok(Stream::Plain(tcp)) };
        // Apart, like the look-up: a plain connection to a known address has no need of its size.
        let handshake = Box::pin(tls::handshake(config, origin, tcp));
        let stream = by(deadline, handshake).await.ok_or_else(|| {
            let what = format!("no TLS handshake with {}", origin.authority());
            late(ErrorKind::TimeoutTls, what, timing.started)
        })??;
        timing.phases.tls = Some(timing.lap());
        Ok(Stream::Tls(Box::new(stream)))
    }

    fn tls(&self, call: &Call<'_>) -> Result<Arc<ClientConfig>> {
        if let Some(config) = self.tls.get() {
            return Ok(Arc::clone(config));
        }
        let config = call.net.tls.for_slot(&call.settings.tls)?;
        Ok(Arc::clone(self.tls.get_or_init(|| config)))
    }

    /// Connects to the next address; to those after it when one refuses or is out of reach.
    async fn connect(
        &self,
        call: &Call<'_>,
        addresses: &[IpAddr],
        timing: &mut Timing,
    ) -> Result<tokio::net::TcpStream> {
        let first = self.next.get();
        self.next.set(first.wrapping_add(1));
        let mut failed = None;
        for turn in 0..addresses.len() {
            let Some(ip) = addresses.get(first.wrapping_add(turn) % addresses.len()) else { break };
            match call.connect(SocketAddr::new(*ip, call.port()), timing).await {
                Ok(stream) => {
                    timing.phases.connect = Some(timing.lap());
                    return Ok(stream);
                }
                Err(error) if leaves_others(error.kind()) => failed = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(failed.unwrap_or_else(|| {
            Error::new(ErrorKind::DnsNotFound, format!("{} has no address", call.origin.host()))
        }))
    }
}

/// Whether another address may do better. A machine without IPv6 says of its addresses that it has
/// none to connect from, just as one that ran out of ports does.
fn leaves_others(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ConnectRefused
            | ErrorKind::ConnectFailed
            | ErrorKind::Local("EADDRNOTAVAIL" | "EACCES")
    )
}

impl Call<'_> {
    /// The addresses of the host: itself, an override, or what DNS says.
    async fn addresses(&self, timing: &mut Timing) -> Result<Rc<[IpAddr]>> {
        let host = self.origin.host();
        if let Some(known) = self.known_host() {
            return Ok(Rc::from(known.addresses.as_slice()));
        }
        if let Some(address) = self.origin.address() {
            return Ok(Rc::from([address]));
        }
        if let Some(known) = self.net.dns.known(host, timing.mark) {
            return known;
        }
        let found =
            by(self.deadline, Box::pin(self.net.dns.look_up(host))).await.ok_or_else(|| {
                late(
                    ErrorKind::TimeoutDns,
                    format!("no answer from DNS for {host}"),
                    timing.started,
                )
            })?;
        timing.phases.dns = Some(timing.lap());
        found
    }

    fn known_host(&self) -> Option<&KnownHost> {
        self.settings.known_host(self.origin.host())
    }

    fn port(&self) -> u16 {
        self.known_host().and_then(|known| known.port).unwrap_or(self.origin.port())
    }

    async fn connect(&self, to: SocketAddr, timing: &Timing) -> Result<tokio::net::TcpStream> {
        let from = self.net.next_source(&self.settings.local_addresses);
        by(self.deadline, tcp::connect(to, from)).await.unwrap_or_else(|| {
            let what = format!("no connection to {to}");
            Err(late(ErrorKind::TimeoutConnect, what, timing.started))
        })
    }
}
