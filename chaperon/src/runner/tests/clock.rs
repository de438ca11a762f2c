//! Runs entries on cores that share a thread and its stopped clock, and keeps when sessions start.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Duration;

use chaperon_macros::scenario;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::super::core::{Post, drive};
use super::super::guests::Guests;
use super::super::{EntrySetup, Setup, Steered};
use crate::config::Layer;
use crate::error::Result;
use crate::event::{Event, Steering};
use crate::feed::Feeds;
use crate::load_test::{Definition, Entry};
use crate::metrics::{MetricsOptions, SessionCounts, Snapshot};
use crate::net::http::HttpClients;
use crate::plan::{EntryLoad, deal, ramp, share_room};
use crate::session::{Elsewhere, Given, Session, StopLevel};
use crate::time::{Instant, now};

/// How long a session of `works` takes.
pub(super) const WORK: Duration = Duration::from_millis(250);

thread_local! {
    static START: Cell<Option<Instant>> = const { Cell::new(None) };
    static STARTED: RefCell<Vec<(String, Duration)>> = const { RefCell::new(Vec::new()) };
    static WAITED: RefCell<Vec<(Duration, Duration)>> = const { RefCell::new(Vec::new()) };
}

/// How long ago the load began.
fn since_the_start() -> Duration {
    START.get().expect("a load that has begun").elapsed()
}

/// Says when it starts, and takes its time.
#[scenario]
pub(super) async fn works(session: &mut Session) -> Result {
    STARTED.with_borrow_mut(|all| all.push((session.name().to_string(), since_the_start())));
    session.delay(WORK).await
}

/// Says how long its random delays are.
#[scenario]
pub(super) async fn waits(session: &mut Session) -> Result {
    let (start, before) = (since_the_start(), now());
    session.random_delay(Duration::from_secs(5)).await?;
    session.random_delay(Duration::from_secs(5)).await?;
    WAITED.with_borrow_mut(|all| all.push((start, before.elapsed())));
    Ok(())
}

/// Keeps the core to itself for two seconds, as a generator that stands still.
#[scenario]
pub(super) async fn stalls(session: &mut Session) -> Result {
    session.delay(Duration::ZERO).await?;
    tokio::time::advance(Duration::from_secs(2)).await;
    Ok(())
}

/// How entries are run.
pub(super) struct Run {
    pub(super) cores: u64,
    pub(super) seed: u64,
    /// Slots that may be opened for arrivals.
    pub(super) room: u64,
    /// How it departs from its plan, and when.
    pub(super) steered: Vec<(Duration, Steering)>,
    /// The way to other nodes, and the sessions that come from there.
    pub(super) node: Option<(Arc<dyn Elsewhere>, Arc<Guests>)>,
}

impl Default for Run {
    fn default() -> Self {
        Self { cores: 1, seed: 1, room: 1000, steered: Vec::new(), node: None }
    }
}

/// What a run came to.
pub(super) struct Ran {
    started: Vec<(String, Duration)>,
    /// When each session of `waits` began, and how long it waited, in order.
    pub(super) waited: Vec<(Duration, Duration)>,
    /// All that was recorded.
    pub(super) snapshot: Snapshot,
}

impl Run {
    /// Runs entries to the end of their last session.
    pub(super) async fn of(self, entries: Vec<Entry>) -> Ran {
        START.set(Some(now()));
        let (events, mut heard) = mpsc::unbounded_channel();
        let stop = watch::Sender::new(StopLevel::Go);
        let steering = watch::Sender::<Steered>::default();
        let setup = Arc::new(self.setup(&entries));
        let mut cores = JoinSet::new();
        for index in 0..u32::try_from(self.cores).unwrap() {
            let (setup, events, stop) = (setup.clone(), events.clone(), stop.subscribe());
            let busy = Arc::default();
            let steering = steering.subscribe();
            let post = Post { index, setup, start: now(), events, stop, steering, busy };
            cores.spawn_local(drive(post));
        }
        let steered = self.steered.clone();
        let helm = tokio::task::spawn_local(async move {
            for (at, then) in steered {
                tokio::time::sleep_until(START.get().expect("a begun load") + at).await;
                steering.send_modify(|steered| steered.steer(now(), then));
            }
            // Dropped, nothing would be steered any more.
            std::future::pending::<()>().await;
        });
        while let Some(ended) = cores.join_next().await {
            ended.unwrap().unwrap();
        }
        helm.abort();
        let mut snapshot = Snapshot::default();
        while let Ok(event) = heard.try_recv() {
            if let Event::Frame { snapshot: frame, .. } = event {
                snapshot.merge(&frame);
            }
        }
        let mut waited = WAITED.take();
        waited.sort();
        Ran { started: STARTED.take(), waited, snapshot }
    }

    fn setup(&self, entries: &[Entry]) -> Setup {
        let definition = Definition::new();
        let (elsewhere, guests) = self.node.clone().unzip();
        let loads: Vec<_> = entries.iter().map(|entry| EntryLoad::of(entry, 1.0)).collect();
        let entries = entries.iter().map(|entry| EntrySetup {
            title: entry.title(),
            name: entry.name.clone(),
            members: entry.members.clone(),
            config: entry.layer(&definition, &Layer::default()),
        });
        Setup {
            entries: entries.collect(),
            shares: deal(&loads, self.cores),
            first_core: 0,
            room: share_room(self.room, self.cores),
            seed: self.seed,
            warm_up: Duration::ZERO,
            ramp: ramp(&loads),
            metrics: MetricsOptions::default(),
            per_session: false,
            show: false,
            http_clients: HttpClients::default(),
            feeds: Feeds::default(),
            elsewhere,
            guests,
            set_ups: Vec::new(),
            set_up_config: Layer::default(),
            given: Given::default(),
        }
    }
}

impl Ran {
    /// When sessions of `works` started, in milliseconds, in their order.
    pub(super) fn starts(&self) -> Vec<u128> {
        self.starts_where(|_| true)
    }

    /// Those of sessions of this name.
    pub(super) fn starts_of(&self, name: &str) -> Vec<u128> {
        self.starts_where(|session| session == name)
    }

    fn starts_where(&self, wanted: impl Fn(&str) -> bool) -> Vec<u128> {
        let started = self.started.iter().filter(|(name, _)| wanted(name));
        let mut starts: Vec<_> = started.map(|(_, at)| at.as_millis()).collect();
        starts.sort_unstable();
        starts
    }

    /// What became of all sessions.
    pub(super) fn sessions(&self) -> SessionCounts {
        let mut all = SessionCounts::default();
        self.snapshot.sessions().for_each(|(_, counts)| all.merge(counts));
        all
    }
}
