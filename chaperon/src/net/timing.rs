//! A stopwatch over the phases of one exchange.

use std::time::Duration;

use crate::metrics::Phases;
use crate::time::{Instant, now};

/// When an exchange started, where its last phase ended, and the phases so far.
#[derive(Debug)]
pub(super) struct Timing {
    pub(super) started: Instant,
    pub(super) mark: Instant,
    pub(super) phases: Phases,
}

impl Timing {
    pub(super) fn start() -> Self {
        Self::since(now())
    }

    /// Of an exchange that started at a moment that was read already.
    pub(super) fn since(started: Instant) -> Self {
        Self { started, mark: started, phases: Phases::default() }
    }

    /// Ends a phase at this moment; returns how long it was.
    pub(super) fn lap(&mut self) -> Duration {
        self.lap_at(now())
    }

    /// Ends a phase at a moment that was read already.
    pub(super) fn lap_at(&mut self, moment: Instant) -> Duration {
        let lap = moment.saturating_duration_since(self.mark);
        self.mark = moment;
        lap
    }

    /// Ends a wait for a connection, or for a turn on one.
    pub(super) fn waited(&mut self) {
        let lap = self.lap();
        self.phases.blocked = Some(self.phases.blocked.unwrap_or_default() + lap);
    }

    /// Begins anew on another connection: what was lost so far counts as waiting for one.
    pub(super) fn restart(&mut self) {
        self.lap();
        let blocked = self.mark.saturating_duration_since(self.started);
        self.phases = Phases { blocked: Some(blocked), ..Phases::default() };
    }
}
