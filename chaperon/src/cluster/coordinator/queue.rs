//! The queue of runs: first in, first out, one at a time.

use std::time::Duration;

use tokio::time::sleep_until;

use super::lead::{Coordinator, News};
use crate::cluster::engine::EngineError;
use crate::cluster::patience::patiently;
use crate::cluster::protocol::{Run, RunState};
use crate::time::{Instant, after, now};

/// How often it is looked whether there are workers, and whether anything was missed.
const LOOK: Duration = Duration::from_secs(1);
const LOOK_ANYWAY: Duration = Duration::from_secs(60);

/// What is done next.
enum Next {
    /// A run is brought to its end.
    Drive(Box<Run>),
    /// Nothing before that moment, unless something changes.
    Wait(Instant),
    /// Nothing any more.
    Leave,
}

/// What has been done so far.
#[derive(Default)]
struct Past {
    /// When a run ended last.
    ended: Option<Instant>,
    /// Whether it was told that a run waits for a worker.
    told: bool,
}

impl Coordinator {
    /// Works the queue off, until no run is to be begun any more.
    pub(super) async fn work_off(&self, mut news: News) -> Result<(), EngineError> {
        let mut past = Past::default();
        let mut stopping = self.stopping.subscribe();
        loop {
            news.mark_unchanged();
            stopping.mark_unchanged();
            match self.next(&mut past).await? {
                Next::Drive(run) => {
                    self.drive(*run, &mut news).await?;
                    past = Past { ended: Some(now()), told: false };
                }
                Next::Wait(until) => tokio::select! {
                    _ = news.changed() => {}
                    _ = stopping.changed() => {}
                    () = sleep_until(until) => {}
                },
                Next::Leave => return Ok(()),
            }
        }
    }

    async fn next(&self, past: &mut Past) -> Result<Next, EngineError> {
        let runs = patiently(|| self.runs.list()).await?;
        if let Some(run) = runs.iter().find(|run| is_under_way(run)) {
            return Ok(Next::Drive(Box::new(run.clone())));
        }
        if *self.stopping.borrow() {
            return Ok(Next::Leave);
        }
        let Some(run) = runs.into_iter().find(|run| run.state == RunState::Queued) else {
            return Ok(Next::Wait(after(now(), LOOK_ANYWAY)));
        };
        let pause = past.ended.map(|ended| after(ended, self.options.pause_between));
        if let Some(pause) = pause.filter(|pause| *pause > now()) {
            return Ok(Next::Wait(pause));
        }
        if self.has_workers().await? {
            return Ok(Next::Drive(Box::new(run)));
        }
        if !std::mem::replace(&mut past.told, true) {
            tracing::warn!("run {} waits for a worker: there is none", run.id);
        }
        Ok(Next::Wait(after(now(), LOOK)))
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
