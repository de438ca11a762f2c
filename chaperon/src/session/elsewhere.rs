//! Sessions on their way to other nodes, and back.

use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::Session;
use crate::config::SentLayer;
use crate::net::http::cookies::{Jar, SentCookie};

/// The way to the other nodes that run this load test.
pub trait Elsewhere: Send + Sync {
    /// Runs a scenario on some node, in a session that is sent there; gives the session back.
    fn visit(&self, visit: Visit) -> BoxFuture<'static, Result<Return, String>>;
}

/// A session on its way, and what it is to do there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// The scenario that it is to run, by its name.
    pub scenario: String,
    /// The session's name.
    pub name: String,
    /// The number of its entry.
    pub entry: u32,
    /// By which it chooses there: drawn at home, so that equal seeds choose the same on any node.
    pub(crate) seed: u64,
    /// Its whole config but for its secrets.
    pub(crate) config: SentLayer,
    /// What it has.
    pub(crate) luggage: Luggage,
}

/// What a session has with it, there and back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Luggage {
    assigns: Map<String, Value>,
    cookies: Vec<SentCookie>,
}

/// A session that comes back, and how its scenario ended.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Return {
    /// What it has.
    pub(crate) luggage: Luggage,
    /// The kind and the message of the error that the scenario ended with.
    pub(crate) error: Option<(String, String)>,
}

impl Session {
    /// What it is to choose by elsewhere.
    pub(crate) fn draw_seed(&mut self) -> u64 {
        self.random.u64(..)
    }

    /// What it takes with it.
    pub(crate) fn luggage(&self) -> Luggage {
        Luggage { assigns: self.assigns.tree().clone(), cookies: self.cookies.sent() }
    }

    /// Takes what it had elsewhere, instead of what it has.
    pub(crate) fn unpack(&mut self, luggage: Luggage) {
        self.assigns = luggage.assigns.into();
        self.cookies = Jar::of_sent(luggage.cookies);
    }
}
