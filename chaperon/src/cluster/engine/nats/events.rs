//! What happens to a connection: a line in the log each, and a count.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use async_nats::{ClientError, Event, ServerError};
use tokio::sync::watch;

use crate::cluster::engine::Troubles;
use crate::time::{Instant, now};

/// What has happened to a connection so far.
#[derive(Debug)]
pub(super) struct Events {
    place: String,
    disconnects: AtomicU64,
    slow_consumers: AtomicU64,
    errors: AtomicU64,
    /// How often it was connected.
    connects: watch::Sender<u64>,
    /// What the server has forbidden last.
    forbidden: Mutex<Option<(Instant, String)>>,
}

impl Events {
    pub(super) fn new(place: String) -> Self {
        Self {
            place,
            disconnects: AtomicU64::new(0),
            slow_consumers: AtomicU64::new(0),
            errors: AtomicU64::new(0),
            connects: watch::Sender::new(0),
            forbidden: Mutex::default(),
        }
    }

    pub(super) fn hear(&self, event: &Event) {
        let Self { place, .. } = self;
        match event {
            Event::Connected => {
                tracing::info!("{place}: connected");
                self.connects.send_modify(|connects| *connects += 1);
            }
            Event::Disconnected => {
                self.disconnects.fetch_add(1, Ordering::Relaxed);
                tracing::warn!("{place}: the connection is lost");
            }
            Event::SlowConsumer(_) => {
                self.slow_consumers.fetch_add(1, Ordering::Relaxed);
                tracing::warn!("{place}: messages came faster than they were read");
            }
            Event::ServerError(error) => self.hear_error(error.to_string()),
            // Each try of the many that a server which is away causes.
            Event::ClientError(ClientError::Other(error)) => tracing::debug!("{place}: {error}"),
            other => tracing::info!("{place}: {other}"),
        }
        if let Event::ServerError(ServerError::SlowConsumer(_)) = event {
            self.slow_consumers.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn hear_error(&self, error: String) {
        self.errors.fetch_add(1, Ordering::Relaxed);
        tracing::warn!("{}: {error}", self.place);
        if error.to_lowercase().contains("permissions violation") {
            *self.forbidden.lock().unwrap_or_else(PoisonError::into_inner) = Some((now(), error));
        }
    }

    /// What the server has forbidden since a moment.
    pub(super) fn forbidden_since(&self, moment: Instant) -> Option<String> {
        let last = self.forbidden.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|(when, _)| *when >= moment).map(|(_, error)| error.clone())
    }

    /// Changes with each connection.
    pub(super) fn connects(&self) -> watch::Receiver<u64> {
        self.connects.subscribe()
    }

    pub(super) fn troubles(&self) -> Troubles {
        Troubles {
            disconnects: self.disconnects.load(Ordering::Relaxed),
            slow_consumers: self.slow_consumers.load(Ordering::Relaxed),
            errors: self.errors.load(Ordering::Relaxed),
        }
    }
}
