//! Looking hosts up, each once in 30 s a core, however many ask at the same time.

use std::cell::RefCell;
use std::io;
use std::net::IpAddr;
use std::rc::Rc;
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::sync::Mutex;

use crate::error::{Error, ErrorKind, Result};
use crate::time::{Instant, now};

/// How long an answer holds.
const FOUND: Duration = Duration::from_secs(30);
/// How long it is remembered that there was none.
const NOT_FOUND: Duration = Duration::from_secs(1);

/// The answers of DNS.
#[derive(Default)]
pub(in crate::net) struct DnsCache {
    hosts: RefCell<FxHashMap<Box<str>, Rc<Host>>>,
}

#[derive(Default)]
struct Host {
    /// Held while the host is looked up.
    asking: Mutex<()>,
    answer: RefCell<Option<(Instant, Answer)>>,
}

#[derive(Clone)]
enum Answer {
    Addresses(Rc<[IpAddr]>),
    Failed(ErrorKind, Rc<str>),
}

impl DnsCache {
    /// The answer that still holds at a moment.
    pub(in crate::net) fn known(&self, host: &str, at: Instant) -> Option<Result<Rc<[IpAddr]>>> {
        self.hosts.borrow().get(host)?.answer(at)
    }

    /// Asks, unless someone else has asked meanwhile. May be dropped at any time.
    pub(in crate::net) async fn look_up(&self, host: &str) -> Result<Rc<[IpAddr]>> {
        let entry = self.entry(host);
        let _asking = entry.asking.lock().await;
        if let Some(answer) = entry.answer(now()) {
            return answer;
        }
        let answer = Answer::from(host, tokio::net::lookup_host((host, 0)).await);
        let lasts = if matches!(answer, Answer::Addresses(_)) { FOUND } else { NOT_FOUND };
        entry.answer.replace(Some((now() + lasts, answer.clone())));
        answer.into_result()
    }

    fn entry(&self, host: &str) -> Rc<Host> {
        if let Some(entry) = self.hosts.borrow().get(host) {
            return Rc::clone(entry);
        }
        let entry = Rc::<Host>::default();
        self.hosts.borrow_mut().insert(Box::from(host), Rc::clone(&entry));
        entry
    }
}

impl Host {
    fn answer(&self, at: Instant) -> Option<Result<Rc<[IpAddr]>>> {
        let answer = self.answer.borrow();
        let (until, answer) = answer.as_ref()?;
        (at < *until).then(|| answer.clone().into_result())
    }
}

impl Answer {
    fn from(host: &str, found: io::Result<impl Iterator<Item = std::net::SocketAddr>>) -> Self {
        let mut addresses = Vec::new();
        match found {
            Ok(found) => {
                for address in found {
                    if !addresses.contains(&address.ip()) {
                        addresses.push(address.ip());
                    }
                }
            }
            Err(error) => return Self::failed(host, &error),
        }
        if addresses.is_empty() {
            return Self::Failed(ErrorKind::DnsNotFound, format!("{host} has no address").into());
        }
        Self::Addresses(addresses.into())
    }

    fn failed(host: &str, error: &io::Error) -> Self {
        if let Some(local) = crate::net::failure::local(error) {
            return Self::Failed(local.kind(), local.to_string().into());
        }
        let text = error.to_string();
        if NO_SUCH_HOST.iter().any(|phrase| text.contains(phrase)) {
            let message = format!("DNS knows no host {host}");
            return Self::Failed(ErrorKind::DnsNotFound, message.into());
        }
        Self::Failed(ErrorKind::DnsFailed, format!("looking up {host}: {text}").into())
    }

    fn into_result(self) -> Result<Rc<[IpAddr]>> {
        match self {
            Self::Addresses(addresses) => Ok(addresses),
            Self::Failed(kind, message) => Err(Error::new(kind, &*message)),
        }
    }
}

/// How the system's resolvers say that there is no such host; the error has no code to go by.
const NO_SUCH_HOST: [&str; 4] = [
    "Name or service not known",
    "No address associated with",
    "nodename nor servname",
    "Name does not resolve",
];
