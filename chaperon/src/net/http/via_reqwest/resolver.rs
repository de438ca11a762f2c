//! Looking hosts up for `reqwest`: it asks from futures that are `Send`, and the core answers.

use std::net::{IpAddr, SocketAddr};
use std::rc::{Rc, Weak};
use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::{mpsc, oneshot};

use super::dial::Dial;
use crate::error::ErrorKind;
use crate::net::connections::Connections;
use crate::net::core::Net;
use crate::net::settings::KnownHost;
use crate::time::now;

/// Gives the addresses of hosts: those that are set, or what the core's DNS cache says.
pub(super) struct Resolver {
    known: Vec<KnownHost>,
    /// Counts dialled addresses, each of which is followed by the host's next.
    next: AtomicUsize,
    core: mpsc::UnboundedSender<Question>,
}

/// No address is known, and why.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(super) struct NoAddress {
    pub(super) kind: ErrorKind,
    pub(super) message: String,
}

struct Question {
    host: String,
    answer: oneshot::Sender<Result<Found, NoAddress>>,
}

struct Found {
    addresses: Vec<IpAddr>,
    /// Whether it had to be asked for.
    asked: bool,
}

impl Resolver {
    /// For a client of a slot, which begins where the slot does among a host's addresses.
    pub(super) fn new(connections: &Connections) -> Self {
        let (core, questions) = mpsc::unbounded_channel();
        tokio::task::spawn_local(answer(Rc::downgrade(connections.net()), questions));
        let known = connections.settings().resolve.clone();
        Self { known, next: AtomicUsize::new(connections.turn()), core }
    }

    fn known(&self, host: &str) -> Option<Vec<IpAddr>> {
        let known = self.known.iter().find(|known| known.host.eq_ignore_ascii_case(host))?;
        Some(known.addresses.clone())
    }
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        if let Some(known) = self.known(name.as_str()) {
            return Box::pin(std::future::ready(Ok(from_turn(known, turn))));
        }
        let (dial, started) = (Dial::current(), now());
        if let Some(dial) = &dial {
            dial.looks_up();
        }
        let (answer, found) = oneshot::channel();
        // Where the core has gone, the answer's end has gone with the question.
        let _ = self.core.send(Question { host: name.as_str().to_owned(), answer });
        Box::pin(async move {
            let Found { addresses, asked } = found.await??;
            if let Some(dial) = &dial {
                dial.looked_up(asked.then(|| now().saturating_duration_since(started)));
            }
            Ok(from_turn(addresses, turn))
        })
    }
}

/// All addresses, beginning with that whose turn it is. `reqwest` knows the port.
fn from_turn(mut addresses: Vec<IpAddr>, turn: usize) -> Addrs {
    let first = turn.checked_rem(addresses.len()).unwrap_or_default();
    addresses.rotate_left(first);
    Box::new(addresses.into_iter().map(|address| SocketAddr::new(address, 0)))
}

/// Answers for as long as there is someone to ask.
async fn answer(net: Weak<Net>, mut questions: mpsc::UnboundedReceiver<Question>) {
    while let Some(Question { host, answer }) = questions.recv().await {
        let Some(net) = net.upgrade() else { return };
        tokio::task::spawn_local(async move {
            // Who asked may have given up.
            let _ = answer.send(look_up(&net, &host).await);
        });
    }
}

async fn look_up(net: &Net, host: &str) -> Result<Found, NoAddress> {
    let known = net.dns.known(host, now());
    let asked = known.is_none();
    let found = match known {
        Some(known) => known,
        None => net.dns.look_up(host).await,
    };
    match found {
        Ok(addresses) => Ok(Found { addresses: addresses.to_vec(), asked }),
        Err(error) => Err(NoAddress { kind: error.kind(), message: error.to_string() }),
    }
}
