//! The network services of one core: what its slots share.

use std::cell::{Cell, RefCell};
use std::net::IpAddr;

use super::dial::{DnsCache, TlsCache};
#[cfg(feature = "reqwest")]
use super::http::MadeClients;
use super::http::{HttpClients, KnownHeads};
use super::traffic::{Counter, Traffic};

/// Bytes that one read takes at most.
const SCRATCH: usize = 64 * 1024;

/// The network services of one core: DNS answers, TLS configurations, buffers, counts.
///
/// Buffers are shared by all connections of the core, each of which uses them only within one
/// poll: an idle connection holds none.
pub struct Net {
    pub(super) dns: DnsCache,
    pub(super) tls: TlsCache,
    /// What a read fills; looked at before the poll returns.
    pub(super) inbound: RefCell<Box<[u8]>>,
    /// What a write is composed in.
    pub(super) outbound: RefCell<Vec<u8>>,
    /// Heads of responses, which the next ones may be the same as.
    pub(super) known_heads: KnownHeads,
    pub(super) traffic: Counter,
    /// Those that the user makes for the wire `reqwest`.
    #[cfg(feature = "reqwest")]
    pub(super) made_clients: MadeClients,
    slots: Cell<usize>,
    sources: Cell<usize>,
}

impl Default for Net {
    fn default() -> Self {
        Self::new()
    }
}

impl Net {
    /// The services of a core, with nothing looked up or read yet.
    pub fn new() -> Self {
        Self::with_clients(HttpClients::default())
    }

    /// The same, with clients for the wire `reqwest` that are made in the user's way.
    #[cfg_attr(
        not(feature = "reqwest"),
        expect(unused_variables, reason = "they are of a feature")
    )]
    pub fn with_clients(clients: HttpClients) -> Self {
        Self {
            dns: DnsCache::default(),
            tls: TlsCache::default(),
            inbound: RefCell::new(vec![0; SCRATCH].into_boxed_slice()),
            outbound: RefCell::default(),
            known_heads: KnownHeads::default(),
            traffic: Counter::default(),
            #[cfg(feature = "reqwest")]
            made_clients: MadeClients::by(clients),
            slots: Cell::default(),
            sources: Cell::default(),
        }
    }

    /// What went over the network since this was last asked.
    pub fn take_traffic(&self) -> Traffic {
        self.traffic.take()
    }

    /// The number of the next slot, by which slots begin at different addresses of a host.
    pub(super) fn next_slot(&self) -> usize {
        next(&self.slots)
    }

    /// The source address of the next connection, in turn.
    pub(super) fn next_source(&self, sources: &[IpAddr]) -> Option<IpAddr> {
        if sources.is_empty() {
            return None;
        }
        sources.get(next(&self.sources) % sources.len()).copied()
    }
}

fn next(counter: &Cell<usize>) -> usize {
    let number = counter.get();
    counter.set(number.wrapping_add(1));
    number
}
