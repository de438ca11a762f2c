//! What a worker has measured and the engine does not hold yet.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{Notify, watch};
use tokio::time::sleep;

use crate::cluster::engine::{Engine, EngineError};
use crate::cluster::identity::Identity;
use crate::cluster::presence::Activity;
use crate::cluster::protocol::{Body, Frame, Last};
use crate::metrics::Snapshot;

/// After how long a frame is sent again that was not acknowledged.
const AGAIN: Duration = Duration::from_millis(500);

/// The frames of a run, until the engine has acknowledged them: first in, first out.
///
/// When there are as many bytes as there may be, the seconds that follow are merged into one: windows
/// are coarser then, but nothing is lost.
pub(super) struct Spool {
    engine: Arc<dyn Engine>,
    run: String,
    identity: Identity,
    most: usize,
    state: RefCell<State>,
    changed: Notify,
    activity: Rc<watch::Sender<Activity>>,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Waiting>,
    bytes: usize,
    /// The seconds for which there was no room.
    held: Option<(u64, Snapshot)>,
    /// Of the next frame.
    sequence: u64,
    /// Samples in all frames.
    samples: u64,
}

struct Waiting {
    sequence: u64,
    bytes: Bytes,
}

impl Spool {
    pub(super) fn new(
        engine: Arc<dyn Engine>,
        run: &str,
        identity: Identity,
        most: usize,
        activity: Rc<watch::Sender<Activity>>,
    ) -> Self {
        let (state, changed) = (RefCell::default(), Notify::new());
        Self { engine, run: run.to_owned(), identity, most, state, changed, activity }
    }

    /// Adds what was recorded up to a second.
    pub(super) fn second(&self, second: u64, snapshot: Snapshot) {
        let state = &mut *self.state.borrow_mut();
        state.samples += snapshot.samples();
        if state.bytes < self.most {
            self.add(state, Body::of_second(second, snapshot));
        } else {
            let (held_second, held) = state.held.get_or_insert_default();
            *held_second = second;
            held.merge(&snapshot);
        }
        self.tell(state);
    }

    /// Adds a frame.
    pub(super) fn push(&self, body: Body) {
        let state = &mut *self.state.borrow_mut();
        self.release(state);
        self.add(state, [body]);
        self.tell(state);
    }

    /// Adds what was held for want of room.
    fn release(&self, state: &mut State) {
        if let Some((second, snapshot)) = state.held.take() {
            self.add(state, Body::of_second(second, snapshot));
        }
    }

    fn add(&self, state: &mut State, bodies: impl IntoIterator<Item = Body>) {
        for body in bodies {
            let sequence = state.sequence;
            state.sequence += 1;
            let Identity { name, boot, .. } = self.identity.clone();
            let bytes = Bytes::from(Frame { node: name, boot, sequence, body }.encode());
            state.bytes += bytes.len();
            state.waiting.push_back(Waiting { sequence, bytes });
        }
    }

    /// Adds the last frame, which is told how many there are with it, and how many samples.
    pub(super) fn last(&self, last: impl FnOnce(u64, u64) -> Last) {
        let state = &mut *self.state.borrow_mut();
        self.release(state);
        let last = last(state.sequence + 1, state.samples);
        self.add(state, [Body::Last(last)]);
        self.tell(state);
    }

    /// Waits until the engine holds everything.
    pub(super) async fn drained(&self) {
        loop {
            let changed = self.changed.notified();
            if self.state.borrow().waiting.is_empty() {
                return;
            }
            changed.await;
        }
    }

    /// Sends frames as they come, for as long as it is polled.
    pub(super) async fn send(&self) {
        let mut told: Option<EngineError> = None;
        loop {
            let changed = self.changed.notified();
            let Some((id, bytes)) = self.next() else {
                changed.await;
                continue;
            };
            match self.engine.store(&self.run, &self.identity.name, &id, bytes).await {
                Ok(()) => {
                    if told.take().is_some() {
                        tracing::warn!("results are stored again");
                    }
                    self.acknowledged();
                }
                Err(error) => {
                    if told.as_ref() != Some(&error) {
                        tracing::warn!("results are kept here until they can be stored: {error}");
                        told = Some(error);
                    }
                    sleep(AGAIN).await;
                }
            }
        }
    }

    fn next(&self) -> Option<(String, Bytes)> {
        let state = self.state.borrow();
        let first = state.waiting.front()?;
        let Identity { name, boot, .. } = &self.identity;
        let id = format!("{}:{name}:{boot}:{}", self.run, first.sequence);
        Some((id, first.bytes.clone()))
    }

    fn acknowledged(&self) {
        let state = &mut *self.state.borrow_mut();
        if let Some(stored) = state.waiting.pop_front() {
            state.bytes -= stored.bytes.len();
        }
        if state.bytes < self.most {
            self.release(state);
        }
        self.tell(state);
    }

    fn tell(&self, state: &State) {
        let spooled = state.waiting.len() as u64;
        // What comes and goes within a moment is nothing to be told.
        self.activity.send_if_modified(|activity| {
            let news = activity.spooled.abs_diff(spooled) > 1;
            activity.spooled = spooled;
            news
        });
        self.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::engine::Local;
    use crate::load_test::Registry;
    use crate::metrics::{MetricsOptions, Recorder, Scope};

    fn second() -> Snapshot {
        let recorder = Recorder::new(MetricsOptions::default());
        let scope = recorder.scope(&Scope::of("waits"));
        let name = crate::metrics::NameRef::of("iteration", "waits");
        let iteration = recorder.intern(scope, name);
        recorder.record(iteration, Duration::from_millis(1));
        recorder.take()
    }

    #[tokio::test]
    async fn a_full_spool_stays_as_large_as_it_is_and_nothing_is_lost() {
        const MOST: usize = 10_000;
        let engine: Arc<dyn Engine> = Arc::new(Local::open(None).unwrap());
        let identity = Identity::new(Some("a"), &Registry::new()).unwrap();
        let activity = Rc::new(watch::Sender::default());
        let spool = Spool::new(engine.clone(), "run", identity, MOST, activity);
        for at in 1..=1000 {
            spool.second(at, second());
        }
        let frames = spool.state.borrow().waiting.len() as u64;
        let frame = spool.state.borrow().waiting[0].bytes.len();
        assert!(spool.state.borrow().bytes < MOST + frame);
        assert!(frames < 1000);
        spool.last(|frames, samples| Last { frames, samples, ..Last::default() });
        tokio::select! {
            () = spool.send() => {}
            () = spool.drained() => {}
        }
        let mut stored = engine.stored("run").await.unwrap();
        let mut samples = 0;
        let mut told = 0;
        while let Ok(stored) = stored.try_recv() {
            match Frame::decode(&stored.payload).unwrap().body {
                Body::Second { snapshot, .. } => samples += snapshot.samples(),
                Body::Last(last) => told = last.samples,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!((samples, told), (1000, 1000));
    }
}
