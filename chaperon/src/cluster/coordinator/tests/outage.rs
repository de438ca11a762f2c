//! An engine that is away for a while, and what is thought of workers then.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{self, FutureExt as _};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::sleep;

use super::cluster::cluster_over;
use super::worker::Script;
use crate::cluster::engine::{
    Asked, Change, Doing, Engine, EngineError, Local, Record, Revision, Stored, Table,
};
use crate::cluster::protocol::{OnWorkerLoss, RunState, Submission};

/// An engine that can be away for everybody at once.
struct Shaky {
    engine: Local,
    away: AtomicBool,
}

impl Shaky {
    fn new() -> Self {
        Self { engine: Local::open(None).unwrap(), away: AtomicBool::new(false) }
    }

    async fn is_away_for(&self, time: Duration) {
        self.away.store(true, Ordering::Relaxed);
        sleep(time).await;
        self.away.store(false, Ordering::Relaxed);
    }

    fn if_there<'a, T: Send + 'a>(
        &'a self,
        doing: impl FnOnce(&'a Local) -> Doing<'a, T>,
    ) -> Doing<'a, T> {
        if self.away.load(Ordering::Relaxed) {
            let (place, why) = (self.engine.place(), "a test says so".to_owned());
            return future::ready(Err(EngineError::Away { place, why })).boxed();
        }
        doing(&self.engine)
    }
}

impl Engine for Shaky {
    fn get(&self, table: Table, key: &str) -> Doing<'_, Option<Record>> {
        self.if_there(|engine| engine.get(table, key))
    }

    fn list(&self, table: Table) -> Doing<'_, Vec<Record>> {
        self.if_there(|engine| engine.list(table))
    }

    fn create(&self, table: Table, key: &str, value: Bytes) -> Doing<'_, Revision> {
        self.if_there(|engine| engine.create(table, key, value))
    }

    fn update(&self, table: Table, key: &str, value: Bytes, at: Revision) -> Doing<'_, Revision> {
        self.if_there(|engine| engine.update(table, key, value, at))
    }

    fn put(&self, table: Table, key: &str, value: Bytes) -> Doing<'_, Revision> {
        self.if_there(|engine| engine.put(table, key, value))
    }

    fn delete(&self, table: Table, key: &str) -> Doing<'_> {
        self.if_there(|engine| engine.delete(table, key))
    }

    fn watch(&self, table: Table) -> Doing<'_, UnboundedReceiver<Change>> {
        self.if_there(|engine| engine.watch(table))
    }

    fn store(&self, run: &str, node: &str, id: &str, payload: Bytes) -> Doing<'_> {
        self.if_there(|engine| engine.store(run, node, id, payload))
    }

    fn stored(&self, run: &str) -> Doing<'_, UnboundedReceiver<Stored>> {
        self.if_there(|engine| engine.stored(run))
    }

    fn ask(&self, node: &str, payload: Bytes, patience: Duration) -> Doing<'_, Bytes> {
        self.if_there(|engine| engine.ask(node, payload, patience))
    }

    fn asked(&self, node: &str) -> Doing<'_, UnboundedReceiver<Asked>> {
        self.if_there(|engine| engine.asked(node))
    }

    fn place(&self) -> String {
        self.engine.place()
    }
}

/// What a run of two workers comes to that is not to go on without one, when the engine is away so
/// long after its begin, and for so long.
async fn outcome(after: Duration, away: Duration, dies_after: Option<u64>) -> (RunState, u64) {
    let engine = Arc::new(Shaky::new());
    let mut outcome = (RunState::Queued, 0);
    cluster_over(engine.clone(), async |cluster| {
        // They store nothing before their end, so that frames are no sign of them.
        let script = |name| Script { seconds: 20, backwards: true, ..cluster.script(name) };
        cluster.worker(script("a"));
        cluster.worker(Script { dies_after, ..script("b") });
        let _coordinator = cluster.coordinator("lead");
        let on_worker_loss = OnWorkerLoss::Fail;
        let id = cluster.submit_as(Submission { on_worker_loss, ..Submission::default() }).await;
        cluster.is(&id, RunState::Running).await;
        sleep(after).await;
        engine.is_away_for(away).await;
        outcome = (cluster.ended(&id).await.state, cluster.finished(&id).await);
    })
    .await;
    outcome
}

#[tokio::test(start_paused = true)]
async fn workers_that_nobody_could_see_are_not_lost() {
    for (away, step) in [4_500, 5_500].into_iter().flat_map(|away| {
        (0..6).map(move |step| (Duration::from_millis(away), Duration::from_millis(500 * step)))
    }) {
        let after = Duration::from_secs(4) + step;
        let outcome = outcome(after, away, None).await;
        assert_eq!(outcome, (RunState::Done, 40), "away for {away:?} after {after:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_worker_that_dies_while_nobody_can_see_it_is_lost() {
    let (after, away) = (Duration::from_secs(4), Duration::from_secs(5));
    assert_eq!(outcome(after, away, Some(5)).await.0, RunState::Failed);
}
