//! A slot and what sessions leave in it: session after session, one at a time.

use std::rc::Rc;
use std::time::Duration;

use super::entry::{EntryOnCore, Places};
use crate::metrics::{Sample, SessionEvent};
use crate::scenario::{Outcome, run_session};
use crate::session::{Core, Legacy, Session, Slot};
use crate::time::now;

/// A slot, and what its sessions leave to each other.
pub(super) struct Seat {
    core: Rc<Core>,
    entry: Rc<EntryOnCore>,
    slot: Rc<Slot>,
    places: Places,
    kept: Option<Legacy>,
}

impl Seat {
    /// The slot of this number of an entry on this core.
    pub(super) fn new(core: &Rc<Core>, entry: &Rc<EntryOnCore>, number: u64) -> Self {
        let random = core.random_of(entry.number, entry.share.nth(number));
        let slot = Rc::new(Slot::new(core.net.clone(), entry.net.clone(), random));
        let places = entry.places(core, number);
        Self { core: core.clone(), entry: entry.clone(), slot, places, kept: None }
    }

    /// Makes the next session's random choices those of the arrival of this number on this core:
    /// which slot it takes depends on how long others took.
    pub(super) fn choose_for(&self, arrival: u64) {
        let number = self.entry.share.nth(arrival);
        self.slot.set_random(self.core.random_of(self.entry.number, number));
    }

    /// Runs a session; `lag` is how late it starts, where there is a planned moment.
    pub(super) async fn session(&mut self, lag: Option<Duration>) -> Outcome {
        let mut session = self.entry.session(&self.core, &self.slot, self.places.scope);
        session.lag = lag;
        session.take_over(self.kept.take());
        let outcome = self.iteration(&mut session).await;
        self.kept = session.leave();
        outcome
    }

    /// Counts a session that failed as a round of a load clause that goes on.
    pub(super) fn round_failed(&self) {
        self.core.recorder.session(self.places.scope, SessionEvent::RoundFailed);
    }

    async fn iteration(&self, session: &mut Session) -> Outcome {
        let (recorder, scope) = (&self.core.recorder, self.places.scope);
        recorder.session(scope, SessionEvent::Started);
        let (start, lag) = (now(), session.lag);
        let outcome = run_session(session, &self.places.members).await;
        let metric = recorder.intern(scope, self.entry.iteration.by_ref());
        recorder.record_sample(metric, &Sample::new(start.elapsed()).late_by(lag));
        recorder.session(scope, outcome.event());
        outcome
    }
}
