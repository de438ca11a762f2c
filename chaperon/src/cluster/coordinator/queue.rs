//! The queue of runs: first in, first out, one at a time.

use tokio::time::sleep_until;

use super::lead::{Coordinator, News};
use crate::cluster::engine::EngineError;
use crate::cluster::patience::patiently;
use crate::cluster::protocol::{Run, RunState};
use crate::time::{Instant, after, now};

/// How often it is looked whether there are workers.
const LOOK: std::time::Duration = std::time::Duration::from_secs(1);

impl Coordinator {
    /// Works the queue off, until no run is to be begun any more.
    pub(super) async fn work_off(&self, mut news: News) -> Result<(), EngineError> {
        let mut ended: Option<Instant> = None;
        let mut waits = false;
        let mut stopping = self.stopping.subscribe();
        loop {
            news.mark_unchanged();
            let runs = patiently(|| self.runs.list()).await?;
            if let Some(run) = runs.iter().find(|run| is_under_way(run)) {
                self.drive(run.clone(), &mut news).await?;
                ended = Some(now());
                continue;
            }
            if *stopping.borrow_and_update() {
                return Ok(());
            }
            let next = runs.into_iter().find(|run| run.state == RunState::Queued);
            let pause = ended.map(|ended| after(ended, self.options.pause_between));
            let look = match (next, pause.filter(|pause| *pause > now())) {
                (Some(_), Some(pause)) => pause,
                (Some(run), None) if self.has_workers().await? => {
                    waits = false;
                    self.drive(run, &mut news).await?;
                    ended = Some(now());
                    continue;
                }
                (Some(run), None) => {
                    if !waits {
                        tracing::warn!("run {} waits for a worker: there is none", run.id);
                    }
                    waits = true;
                    after(now(), LOOK)
                }
                (None, _) => after(now(), LOOK * 60),
            };
            tokio::select! {
                _ = news.changed() => {}
                _ = stopping.changed() => {}
                () = sleep_until(look) => {}
            }
        }
    }

    async fn has_workers(&self) -> Result<bool, EngineError> {
        Ok(self.nodes().await?.iter().any(|node| node.works))
    }

    /// Brings a run to its end, from wherever it is.
    async fn drive(&self, run: Run, news: &mut News) -> Result<(), EngineError> {
        let run = match run.state {
            RunState::Queued | RunState::Preparing => self.prepare(run, news).await?,
            _ => run,
        };
        let begins = run.plan.as_ref().is_some_and(|plan| plan.start_at.is_some());
        match run.outcome {
            Some(_) => Ok(()),
            None if begins => self.collect(run, news).await,
            None => self.ended_before_load(&run.id, None).await.map(drop),
        }
    }
}

/// Whether a leader has begun with it, and it has no outcome yet.
fn is_under_way(run: &Run) -> bool {
    run.outcome.is_none() && run.state != RunState::Queued
}
