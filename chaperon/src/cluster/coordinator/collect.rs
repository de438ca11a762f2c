//! A run whose load goes on, or has ended: what was measured is merged, from the first frame on, and
//! the load is told to stop when it is time.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use super::lead::{Coordinator, News};
use super::prepare::Failure;
use super::workers::Workers;
use crate::cluster::collected::Collected;
use crate::cluster::engine::{Engine, EngineError};
use crate::cluster::led::Led;
use crate::cluster::patience::patiently;
use crate::cluster::protocol::{OnWorkerLoss, Run, RunPlan, RunState};
use crate::event::Ending;

/// How often workers are looked after.
const LOOK: Duration = Duration::from_secs(1);

/// A run that is collected.
pub(super) struct Gathering {
    pub(super) run: Run,
    pub(super) collected: Collected,
    pub(super) workers: Workers,
    /// Why it was told to stop, if it was.
    pub(super) told: Option<Ending>,
}

impl Coordinator {
    /// Brings a run to its end whose load has been begun.
    pub(super) async fn collect(&self, run: Run, news: &mut News) -> Result<(), EngineError> {
        let Some(plan) = run.plan.clone() else { return Ok(()) };
        let led = match Led::planned(&self.registry, &run.submission, &plan) {
            Ok(led) => led,
            Err(error) => {
                let failure = Failure { reason: error.to_string(), exit_code: 1 };
                return self.ended_before_load(&run.id, Some(failure)).await.map(drop);
            }
        };
        let mut gathering = Gathering::new(run, led, &plan, &self.engine);
        self.gather(&mut gathering, news).await?;
        let run = self.change(&gathering.run.id, |_| false).await?;
        gathering.follow(run);
        self.finish(gathering).await
    }

    /// Merges frames until nothing more is waited for.
    async fn gather(&self, gathering: &mut Gathering, news: &mut News) -> Result<(), EngineError> {
        let id = gathering.run.id.clone();
        let mut stored = patiently(|| self.engine.stored(&id)).await?;
        let mut ticks = interval(LOOK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        news.mark_changed();
        while !gathering.is_done() {
            tokio::select! {
                stored = stored.recv() => {
                    let Some(stored) = stored else {
                        let (place, why) = (self.engine.place(), "it gives no results".to_owned());
                        return Err(EngineError::Away { place, why });
                    };
                    if let Some(ending) = gathering.collected.hear(&stored.payload) {
                        self.stop(gathering, ending).await?;
                    }
                }
                _ = ticks.tick() => self.look_after(gathering).await?,
                _ = news.changed() => {
                    let run = self.change(&id, |_| false).await?;
                    gathering.follow(run);
                }
            }
        }
        Ok(())
    }

    /// Gives workers up that are lost.
    async fn look_after(&self, gathering: &mut Gathering) -> Result<(), EngineError> {
        let given_up = gathering.workers.look(gathering.collected.workers()).await?;
        for worker in given_up {
            let node = gathering.collected.workers()[worker].node.clone();
            tracing::warn!("run {}: worker {node} is given up", gathering.run.id);
            if let Some(ending) = gathering.collected.gave_up(worker) {
                self.stop(gathering, ending).await?;
            }
            if gathering.run.submission.on_worker_loss == OnWorkerLoss::Fail {
                self.stop(gathering, Ending::WorkerLost(node)).await?;
            }
        }
        Ok(())
    }

    /// Has the load stop, once.
    async fn stop(&self, gathering: &mut Gathering, ending: Ending) -> Result<(), EngineError> {
        if gathering.told.is_some() {
            return Ok(());
        }
        tracing::info!("run {}: {ending}", gathering.run.id);
        gathering.collected.load_over();
        let drain = |run: &mut Run| {
            run.state = RunState::Draining;
            run.reason = Some(ending.to_string());
        };
        gathering.run = self.change_if(&gathering.run.id, RunState::Running, drain).await?;
        gathering.told = Some(ending);
        Ok(())
    }
}

impl Gathering {
    fn new(run: Run, led: Led, plan: &RunPlan, engine: &Arc<dyn Engine>) -> Self {
        let collected = Collected::new(led, run.submission.tag.clone(), plan);
        let workers = Workers::new(&run.id, &plan.parts, engine);
        Self { run, collected, workers, told: None }
    }

    fn is_done(&self) -> bool {
        self.workers.are_done(self.collected.workers())
    }

    /// Notes what others have written in its record.
    fn follow(&mut self, run: Run) {
        if run.state == RunState::Cancelled && self.told != Some(Ending::Cancelled) {
            self.collected.load_over();
            self.told = Some(Ending::Cancelled);
        }
        self.collected.steer(&run.controls.steering());
        self.run = run;
    }
}
