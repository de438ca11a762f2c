//! What went over the network, counted for a core.

use std::cell::Cell;

/// What went over the network of one core.
///
/// Bytes are those of HTTP and WebSocket: inside TLS, and without TCP's own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Connections that were opened.
    pub connections: u64,
    /// Bytes that were received.
    pub bytes_in: u64,
    /// Bytes that were sent.
    pub bytes_out: u64,
    /// Requests that were sent a second time, because the server had closed an idle connection.
    pub retries: u64,
}

/// Counts [`Traffic`] without a lock.
#[derive(Debug, Default)]
pub(super) struct Counter {
    connections: Cell<u64>,
    bytes_in: Cell<u64>,
    bytes_out: Cell<u64>,
    retries: Cell<u64>,
}

impl Counter {
    pub(super) fn opened(&self) {
        self.connections.set(self.connections.get() + 1);
    }

    pub(super) fn received(&self, bytes: usize) {
        self.bytes_in.set(self.bytes_in.get() + bytes as u64);
    }

    pub(super) fn sent(&self, bytes: usize) {
        self.bytes_out.set(self.bytes_out.get() + bytes as u64);
    }

    pub(super) fn retried(&self) {
        self.retries.set(self.retries.get() + 1);
    }

    pub(super) fn take(&self) -> Traffic {
        Traffic {
            connections: self.connections.take(),
            bytes_in: self.bytes_in.take(),
            bytes_out: self.bytes_out.take(),
            retries: self.retries.take(),
        }
    }
}
