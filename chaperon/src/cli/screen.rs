//! The terminal, shared by the live view and the log.

use std::io::{self, IsTerminal};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::config::Secrets;
use crate::event::Event;
use crate::report::Live;

/// What is shown while a run goes on, on stderr.
#[derive(Clone)]
pub(super) struct Screen {
    live: Arc<Mutex<Live>>,
    secrets: Arc<Mutex<Arc<Secrets>>>,
}

impl Screen {
    /// Bars on a terminal, plain lines elsewhere.
    pub(super) fn live(color: bool) -> Self {
        let live = if io::stderr().is_terminal() {
            Live::on_terminal(color)
        } else {
            Live::lines(Box::new(io::stderr()))
        };
        Self::of(live)
    }

    /// Lines only; for when no event is shown.
    pub(super) fn plain() -> Self {
        Self::of(Live::lines(Box::new(io::stderr())))
    }

    fn of(live: Live) -> Self {
        Self { live: Arc::new(Mutex::new(live)), secrets: Arc::default() }
    }

    /// Leaves these out of the lines it shows: what a scenario logs is its own affair, but secrets
    /// are not.
    pub(super) fn hide(&self, secrets: Secrets) {
        *self.secrets() = Arc::new(secrets);
    }

    /// Shows what happens.
    pub(super) fn on(&self, event: &Event) {
        self.lock().on(event);
    }

    /// Shows a line.
    pub(super) fn line(&self, line: &str) {
        let secrets = self.secrets().clone();
        let line = secrets.hide(line);
        self.lock().line(&line);
    }

    fn secrets(&self) -> MutexGuard<'_, Arc<Secrets>> {
        // What it guards is whole at any moment.
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, Live> {
        // A panic while it was drawn leaves nothing behind that a later line would spoil.
        self.live.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What a worker shows; in bars and lines as a run on one machine.
#[cfg(feature = "cluster")]
impl crate::cluster::worker::Viewer for Screen {
    fn on(&self, event: &Event) {
        Self::on(self, event);
    }

    fn hide(&self, secrets: Secrets) {
        Self::hide(self, secrets);
    }
}

/// Whether colours are wanted and understood.
pub(super) fn colored(no_color: bool, stream: &impl IsTerminal) -> bool {
    !no_color && std::env::var_os("NO_COLOR").is_none() && stream.is_terminal()
}
