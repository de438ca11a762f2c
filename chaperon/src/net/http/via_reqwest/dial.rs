//! What is seen of a connection's making: a layer around `reqwest`'s connector tells it to the
//! exchange that waits for the connection.

use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tower::{Layer, Service};

use crate::net::timing::Timing;
use crate::time::{Instant, now};

tokio::task_local! {
    /// That of the exchange which is polled.
    static CURRENT: Arc<Dial>;
}

/// What an exchange knows of the connection that was made for it.
#[derive(Debug, Default)]
pub(super) struct Dial(Mutex<Progress>);

#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Progress {
    /// What goes on at the moment.
    pub(super) doing: Doing,
    started: Option<Instant>,
    ended: Option<Instant>,
    dns: Option<Duration>,
}

/// What goes on before a request can be sent.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    /// Nothing: a connection is there.
    #[default]
    Nothing,
    /// A host is looked up.
    LookUp,
    /// A connection is made.
    Connect,
}

impl Dial {
    /// That of the exchange which is polled, if one is.
    pub(super) fn current() -> Option<Arc<Self>> {
        CURRENT.try_with(Arc::clone).ok()
    }

    /// Runs an exchange's future so that connections made for it are told here.
    pub(super) fn around<F: Future>(
        self: &Arc<Self>,
        future: F,
    ) -> impl Future<Output = F::Output> {
        CURRENT.scope(Arc::clone(self), future)
    }

    pub(super) fn progress(&self) -> Progress {
        *self.lock()
    }

    pub(super) fn looks_up(&self) {
        self.lock().doing = Doing::LookUp;
    }

    /// The host was looked up, which took that long unless the answer was known.
    pub(super) fn looked_up(&self, took: Option<Duration>) {
        let mut progress = self.lock();
        progress.doing = Doing::Connect;
        if let Some(took) = took {
            progress.dns = Some(progress.dns.unwrap_or_default() + took);
        }
    }

    fn starts(&self) {
        let mut progress = self.lock();
        progress.started.get_or_insert_with(now);
        progress.doing = Doing::Connect;
    }

    fn ends(&self, is_open: bool) {
        let mut progress = self.lock();
        progress.ended = is_open.then(now);
        progress.doing = Doing::Nothing;
    }

    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress {
    /// Whether the request went over a connection that was there before.
    pub(super) fn is_reused(&self) -> bool {
        self.started.is_none()
    }

    /// Ends the phases that are over.
    pub(super) fn tell(&self, timing: &mut Timing) {
        timing.phases.dns = self.dns;
        if let (Some(started), Some(ended)) = (self.started, self.ended) {
            let whole = ended.saturating_duration_since(started);
            timing.phases.connect = Some(whole.saturating_sub(self.dns.unwrap_or_default()));
            timing.mark = ended;
        }
    }
}

/// Tells of each connection, and counts those that were opened.
#[derive(Debug, Clone)]
pub(super) struct Watch {
    pub(super) opened: Arc<AtomicU64>,
}

impl<S> Layer<S> for Watch {
    type Service = Watched<S>;

    fn layer(&self, connector: S) -> Watched<S> {
        Watched { connector, opened: Arc::clone(&self.opened) }
    }
}

#[derive(Debug, Clone)]
pub(super) struct Watched<S> {
    connector: S,
    opened: Arc<AtomicU64>,
}

impl<R, S> Service<R> for Watched<S>
where
    S: Service<R>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.connector.poll_ready(cx)
    }

    fn call(&mut self, target: R) -> Self::Future {
        let dial = Dial::current();
        if let Some(dial) = &dial {
            dial.starts();
        }
        let connecting = self.connector.call(target);
        let opened = Arc::clone(&self.opened);
        Box::pin(async move {
            let connected = connecting.await;
            if connected.is_ok() {
                opened.fetch_add(1, Ordering::Relaxed);
            }
            if let Some(dial) = &dial {
                dial.ends(connected.is_ok());
            }
            connected
        })
    }
}
