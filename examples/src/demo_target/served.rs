//! What was served: the plain numbers. Who writes them down is not decided here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a demo target served since it started, sorted by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Served {
    /// HTTP requests by method and path template: `GET /users/{id}`; `GET (unknown)` for any path
    /// that is not served. WebSocket handshakes that succeeded are not among them.
    pub http: BTreeMap<String, Requests>,
    /// WebSocket connections by path: `/ping/pong`.
    pub web_socket: BTreeMap<String, Messages>,
    /// Commands to the store that were answered: `SET`, `GET`, and `(unknown)` for any other.
    pub store: BTreeMap<String, u64>,
}

/// The HTTP requests to one path.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requests {
    /// How many were answered, by status.
    pub statuses: BTreeMap<u16, u64>,
    /// How many were received but not answered: they are under way, or the client has cut them.
    pub unanswered: u64,
}

/// The WebSocket connections to one path, and the text and binary messages on them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Messages {
    /// How many connections were opened.
    pub connects: u64,
    /// How many of them are open.
    pub open: u64,
    /// How many messages came from clients.
    pub received: u64,
    /// How many messages went to clients.
    pub sent: u64,
}

impl Served {
    /// How many requests of this name (`GET /users/{id}`) were answered, whatever the status.
    pub fn answered(&self, request: &str) -> u64 {
        self.http.get(request).map_or(0, Requests::answered)
    }

    /// The connections and messages of one WebSocket path; all 0 if nobody ever connected.
    pub fn messages(&self, path: &str) -> Messages {
        self.web_socket.get(path).cloned().unwrap_or_default()
    }
}

impl Requests {
    /// How many were answered, whatever the status.
    pub fn answered(&self) -> u64 {
        self.statuses.values().sum()
    }
}
