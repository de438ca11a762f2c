//! The services of one core: its recorder, network, randomness, stop level and events.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use super::{Busy, Elsewhere, Given, SessionId, Stop};
use crate::event::{Event, Events};
use crate::feed::Feeds;
use crate::metrics::{Recorder, Snapshot, Traffic};
use crate::net::http::HttpClients;
use crate::net::{self, Net};
use crate::time::Pacer;

/// What all sessions of one core share. Nothing in it is shared with another core, but for `feeds`.
pub struct Core {
    index: u32,
    sessions: Cell<u64>,
    seed: u64,
    events: Events,
    pub(crate) recorder: Recorder,
    pub(crate) net: Rc<Net>,
    pub(crate) stop: Stop,
    pub(crate) pacer: Pacer,
    pub(crate) busy: Arc<Busy>,
    /// Shared with the other cores: whoever asks first is given the next row.
    pub(crate) feeds: Feeds,
    /// Whether every action is told of as it ends.
    pub(crate) show: bool,
    pub(crate) given: RefCell<Given>,
    pub(crate) elsewhere: Option<Arc<dyn Elsewhere>>,
}

/// What the services of a core are made of.
pub struct CoreStart {
    /// The core's number.
    pub index: u32,
    /// Equal seeds give equal random choices.
    pub seed: u64,
    /// Where it records.
    pub recorder: Recorder,
    /// Where it tells what happens.
    pub events: Events,
    /// Where it says what it is doing.
    pub busy: Arc<Busy>,
    /// Whether every action is told of as it ends.
    pub show: bool,
    /// How it comes by clients for the wire `reqwest`.
    pub http_clients: HttpClients,
    /// What the set-ups gave.
    pub given: Given,
    /// Rows for sessions.
    pub(crate) feeds: Feeds,
    /// The way to other nodes, if there are some.
    pub elsewhere: Option<Arc<dyn Elsewhere>>,
}

impl Core {
    /// The services of a core.
    pub fn new(start: CoreStart) -> Self {
        let CoreStart {
            index,
            seed,
            recorder,
            events,
            busy,
            show,
            http_clients,
            given,
            feeds,
            elsewhere,
        } = start;
        Self {
            index,
            sessions: Cell::new(0),
            seed,
            events,
            recorder,
            net: Rc::new(Net::with_clients(http_clients)),
            stop: Stop::default(),
            pacer: Pacer::default(),
            busy,
            feeds,
            show,
            given: RefCell::new(given),
            elsewhere,
        }
    }

    /// The core's number.
    pub(crate) fn index(&self) -> u32 {
        self.index
    }

    pub(crate) fn next_session(&self) -> SessionId {
        let number = self.sessions.get() + 1;
        self.sessions.set(number);
        SessionId::new(self.index, number)
    }

    /// The randomness of a slot, or of an arrival: the same for a seed, an entry and its number among
    /// those of all cores, whatever else goes on and however many cores there are.
    pub(crate) fn random_of(&self, entry: u32, number: u64) -> fastrand::Rng {
        let parts = [u64::from(entry), number];
        let seed = parts.into_iter().fold(self.seed, |seed, part| {
            fastrand::Rng::with_seed(seed ^ part.wrapping_mul(0x9E37_79B9_7F4A_7C15)).u64(..)
        });
        fastrand::Rng::with_seed(seed)
    }

    /// The randomness of an entry as a whole: the same on all cores.
    pub(crate) fn random_of_entry(&self, entry: u32) -> fastrand::Rng {
        fastrand::Rng::with_seed(self.seed ^ u64::from(entry).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// What was measured since the last frame.
    pub(crate) fn take_frame(&self) -> Snapshot {
        let net::Traffic { bytes_in, bytes_out, connections, .. } = self.net.take_traffic();
        self.recorder.traffic(Traffic { bytes_in, bytes_out, connections });
        self.recorder.take()
    }

    /// Tells those who show or steer the run.
    pub(crate) fn tell(&self, event: Event) {
        // Without a listener the run is over, and there is nobody left to tell.
        let _ = self.events.send(event);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::MetricsOptions;

    fn core(index: u32, seed: u64) -> Core {
        let (events, _) = tokio::sync::mpsc::unbounded_channel();
        let recorder = Recorder::new(MetricsOptions::default());
        Core::new(CoreStart {
            index,
            seed,
            recorder,
            events,
            busy: Arc::default(),
            show: false,
            http_clients: HttpClients::default(),
            given: Given::default(),
            feeds: Feeds::default(),
            elsewhere: None,
        })
    }

    #[test]
    fn randomness_is_repeatable_and_no_two_slots_have_the_same() {
        let drawn = |seed, index, entry, slot| core(index, seed).random_of(entry, slot).u64(..);
        assert_eq!(drawn(7, 1, 2, 3), drawn(7, 1, 2, 3));
        assert_eq!(drawn(7, 1, 2, 3), drawn(7, 0, 2, 3), "on whatever core");
        let others = [drawn(8, 1, 2, 3), drawn(7, 1, 3, 3), drawn(7, 1, 2, 4)];
        assert!(!others.contains(&drawn(7, 1, 2, 3)));
        // A slot of one entry is none of the next.
        assert_ne!(drawn(7, 0, 1, 2), drawn(7, 0, 2, 1));
    }
}
