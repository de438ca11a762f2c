//! Who leads: the one whose record is there. It is renewed by compare-and-set, and who could not
//! renew it leads no more, before another one can.

use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::Mutex;
use tokio::time::{sleep, sleep_until, timeout_at};

use crate::cluster::engine::{Engine, EngineError, Revision, Table};
use crate::cluster::identity::Identity;
use crate::cluster::protocol::{Epoch, Leader, to_bytes};
use crate::time::{Instant, now};

const KEY: &str = "leader";

/// How often the record is renewed; the engine forgets it 10 s after that.
const RENEWAL: Duration = Duration::from_secs(3);

/// How long a record counts here after it was last renewed.
const TERM: Duration = Duration::from_secs(6);

/// How often it is tried to take a lease that somebody has, or to renew one.
const AGAIN: Duration = Duration::from_millis(500);

/// The lease of a process, which has it or not.
pub(super) struct Lease {
    engine: Arc<dyn Engine>,
    record: Bytes,
    /// The record's revision; locked while it is being renewed, so that no command goes out with one
    /// that is about to be outdated.
    epoch: Mutex<Revision>,
    /// When the record was renewed; `None` when somebody else may have it.
    renewed: Cell<Option<Instant>>,
}

impl Lease {
    pub(super) fn new(engine: Arc<dyn Engine>, identity: &Identity) -> Self {
        let Identity { name, boot, .. } = identity.clone();
        let record = to_bytes(&Leader { node: name, boot });
        Self { engine, record, epoch: Mutex::new(0), renewed: Cell::new(None) }
    }

    /// Waits until nobody leads, and takes the lease.
    pub(super) async fn take(&self) {
        loop {
            let asked = now();
            if let Ok(revision) = self.try_to_take().await {
                *self.epoch.lock().await = revision;
                self.renewed.set(Some(asked));
                return;
            }
            sleep(AGAIN).await;
        }
    }

    /// Takes the lease of nobody, or our own of which nothing was heard for too long.
    async fn try_to_take(&self) -> Result<Revision, EngineError> {
        match self.engine.create(Table::Leader, KEY, self.record.clone()).await {
            Err(EngineError::Conflict) => {
                let there = self.engine.get(Table::Leader, KEY).await?;
                let ours = there.filter(|there| there.value == self.record);
                let revision = ours.ok_or(EngineError::Conflict)?.revision;
                self.engine.update(Table::Leader, KEY, self.record.clone(), revision).await
            }
            other => other,
        }
    }

    /// Renews the lease until it is lost.
    pub(super) async fn keep(&self) {
        while let Some(renewed) = self.renewed.get() {
            sleep_until(renewed + RENEWAL).await;
            let Ok(Some(again)) = timeout_at(renewed + TERM, self.renew()).await else { break };
            self.renewed.set(Some(again));
        }
        self.renewed.set(None);
    }

    /// Renews it; gives since when it counts, if it was still ours.
    async fn renew(&self) -> Option<Instant> {
        let mut epoch = self.epoch.lock().await;
        loop {
            let asked = now();
            match self.engine.update(Table::Leader, KEY, self.record.clone(), *epoch).await {
                Ok(revision) => {
                    *epoch = revision;
                    return Some(asked);
                }
                Err(EngineError::Away { .. }) => sleep(AGAIN).await,
                // An update of which nothing was heard may have been done.
                Err(EngineError::Conflict) => {
                    let there = self.engine.get(Table::Leader, KEY).await.ok().flatten();
                    let ours = there.filter(|it| it.value == self.record && it.revision != *epoch);
                    *epoch = ours?.revision;
                }
                Err(_) => return None,
            }
        }
    }

    /// The epoch of commands that go out now.
    pub(super) async fn epoch(&self) -> Epoch {
        *self.epoch.lock().await
    }

    /// Whether nobody else can lead.
    pub(super) fn holds(&self) -> bool {
        self.renewed.get().is_some_and(|renewed| renewed.elapsed() < TERM)
    }

    /// Gives the lease back, for another one to take it at once.
    pub(super) async fn release(&self) {
        if self.holds() {
            self.renewed.set(None);
            // An engine that does not hear of it forgets the record by itself.
            let _ = self.engine.delete(Table::Leader, KEY).await;
        }
    }
}
