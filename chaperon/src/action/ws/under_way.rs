//! An action over a connected WebSocket, measured from when it begins to its end.
//!
//! These are as actions that go through `run_action`, and spare what those may need: they have
//! deadlines of their own, and nothing to clear up behind them.

use std::rc::Rc;
use std::time::Duration;

use super::Ws;
use crate::error::Result;
use crate::metrics::MetricName;
use crate::session::{Measured, Session, Socket};
use crate::time::{Instant, now};

/// An action under way.
pub(super) struct UnderWay {
    pub(super) socket: Rc<Socket>,
    /// When it began.
    pub(super) start: Instant,
    measured: Measured,
    /// When what it is part of began.
    outer: Option<Instant>,
}

impl UnderWay {
    /// Begins it over the connected socket.
    pub(super) fn begin(ws: &mut Ws<'_>, measured: Measured) -> Result<Self> {
        let socket = ws.socket()?;
        let start = now();
        let outer = ws.session.under_way.replace(start);
        Ok(Self { socket, start, measured, outer })
    }

    /// Ends it: records how long it took, where that is worth knowing, and counts an error.
    pub(super) fn end<T>(
        &self,
        session: &mut Session,
        took: Option<Duration>,
        outcome: Result<T>,
    ) -> Result<T> {
        session.under_way = self.outer;
        if let Some(took) = took {
            session.record_of(&self.socket, self.measured, took);
        }
        outcome.map_err(|error| session.note_in(error, || self.metric()))
    }

    /// What it is recorded under.
    pub(super) fn metric(&self) -> MetricName {
        MetricName::of(self.measured.name(), &self.socket.path)
    }
}
