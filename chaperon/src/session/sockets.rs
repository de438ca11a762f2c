//! The WebSockets of a session, by name.

use std::rc::Rc;

use crate::net::ws::WebSocket;
use crate::time::Instant;

/// The name of the connection that `ws_connect` opens.
pub const DEFAULT: &str = "default";

/// The connected WebSockets of a session. Dropping it closes them.
#[derive(Default)]
pub struct Sockets(Vec<Socket>);

/// One connected WebSocket.
pub struct Socket {
    pub(crate) name: Box<str>,
    /// By which its metrics are named.
    pub(crate) path: Rc<str>,
    pub(crate) wire: WebSocket,
    /// When the last message was sent, until the answer to it has been accepted.
    pub(crate) sent: Option<Instant>,
}

impl Sockets {
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|socket| &*socket.name == name)
    }

    pub(crate) fn get(&mut self, name: &str) -> Option<&mut Socket> {
        self.0.iter_mut().find(|socket| &*socket.name == name)
    }

    /// Keeps a socket; one of the same name is closed.
    pub(crate) fn put(&mut self, socket: Socket) {
        self.0.retain(|other| other.name != socket.name);
        // Hardly ever are there several; by itself it would grow to four.
        self.0.reserve_exact(1);
        self.0.push(socket);
    }

    pub(crate) fn take(&mut self, name: &str) -> Option<Socket> {
        let index = self.0.iter().position(|socket| &*socket.name == name)?;
        Some(self.0.swap_remove(index))
    }

    /// The names of those that are connected.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.0.iter().map(|socket| &*socket.name).collect()
    }
}
