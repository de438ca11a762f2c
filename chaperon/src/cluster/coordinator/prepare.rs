//! From a place in the queue to a load that begins: workers are asked, set-ups run, parts assigned.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::Value;

use super::asking::why_not;
use super::lead::{Coordinator, News};
use super::muster::{Recruit, Refusal, begins_without, enough};
use crate::cluster::engine::EngineError;
use crate::cluster::led::Led;
use crate::cluster::protocol::{Answer, Ask, Assign, Outcome, Part, Run, RunPlan, RunState};
use crate::time::timestamp_us;

/// How long workers have to hear that the load begins.
const LEAD: Duration = Duration::from_secs(2);

/// Why a run comes to no load.
#[derive(Debug)]
pub(super) enum NoLoad {
    Failed(Failure),
    /// Nothing more can be done here.
    Engine(EngineError),
}

/// What went wrong, and how the program of who waits for the run ends.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) reason: String,
    pub(super) exit_code: u8,
}

impl From<EngineError> for NoLoad {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}

impl From<Failure> for NoLoad {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl Coordinator {
    /// Brings a run to where its load begins; gives what has become of it.
    pub(super) async fn prepare(&self, run: Run, news: &mut News) -> Result<Run, EngineError> {
        let begin = |run: &mut Run| run.state = RunState::Preparing;
        let run = self.change_if(&run.id, RunState::Queued, begin).await?;
        if run.state != RunState::Preparing {
            return Ok(run);
        }
        tracing::info!("run {} of {} is being prepared", run.id, run.submission.load_test);
        let planned = tokio::select! {
            planned = self.plan(&run) => planned,
            over = self.until_over(&run.id, news) => return over,
        };
        match planned {
            Ok(plan) => self.go(&run.id, plan).await,
            Err(NoLoad::Failed(failure)) => self.ended_before_load(&run.id, Some(failure)).await,
            Err(NoLoad::Engine(error)) => Err(error),
        }
    }

    /// Waits until somebody has ended the run.
    async fn until_over(&self, id: &str, news: &mut News) -> Result<Run, EngineError> {
        loop {
            news.mark_unchanged();
            let run = self.change(id, |_| false).await?;
            if run.state.is_over() {
                return Ok(run);
            }
            // It ends with whoever waits for this.
            let _ = news.changed().await;
        }
    }

    /// A plan that all workers in it wait to begin.
    async fn plan(&self, run: &Run) -> Result<RunPlan, NoLoad> {
        let led = self.led(run)?;
        let mut ready = self.muster(run).await?;
        let set_up = led.prepared.set_ups().iter().any(|set_up| set_up.field() == "setup");
        let setup = if set_up { self.set_up(run, &ready[0]).await? } else { None };
        let seed = led.prepared.started().seed;
        let mut revision = run.plan.as_ref().map_or(0, |plan| plan.revision);
        loop {
            revision += 1;
            let plan = plan(&ready, revision, seed, setup.clone());
            let write = |run: &mut Run| run.plan = Some(plan.clone());
            self.change_if(&run.id, RunState::Preparing, write).await?;
            let refused = self.assign(run, &plan).await;
            ready.retain(|recruit| refused.iter().all(|(node, _)| *node != recruit.node));
            if refused.is_empty() {
                return Ok(plan);
            }
            let enough = enough(run, ready.len(), &refused);
            enough.map_err(|failure| Failure { exit_code: 3, ..failure })?;
            begins_without(run, &refused);
        }
    }

    fn led(&self, run: &Run) -> Result<Led, Failure> {
        Led::new(&self.registry, &run.submission, 1).map_err(|error| Failure {
            reason: format!("on coordinator {}: {error}", self.identity.name),
            exit_code: if error.is_config() { 2 } else { 1 },
        })
    }

    /// Has a worker run the load test's `setup`; gives what it gave.
    async fn set_up(&self, run: &Run, worker: &Recruit) -> Result<Option<Value>, Failure> {
        let Recruit { node, boot, .. } = worker;
        let ask = |epoch| Ask::SetUp { epoch, run: run.id.clone() };
        match self.ask_long(node, boot, ask).await {
            Ok(Answer::SetUp { value }) => Ok(value),
            other => {
                let reason = format!("the set-up failed on worker {node}: {}", why_not(other));
                Err(Failure { reason, exit_code: 3 })
            }
        }
    }

    /// Gives all workers of a plan their parts; gives those who did not take it.
    async fn assign(&self, run: &Run, plan: &RunPlan) -> Vec<Refusal> {
        let assign = Assign { run: run.id.clone(), plan: plan.clone() };
        let one = async |part: &Part| {
            let ask = |epoch| Ask::Assign { epoch, assign: assign.clone() };
            match self.ask_long(&part.node, &part.boot, ask).await {
                Ok(Answer::Assigned { revision, .. }) if revision == plan.revision => None,
                other => Some((part.node.clone(), why_not(other))),
            }
        };
        join_all(plan.parts.iter().map(one)).await.into_iter().flatten().collect()
    }

    /// Says when the load begins.
    async fn go(&self, id: &str, plan: RunPlan) -> Result<Run, EngineError> {
        let lead = i64::try_from(LEAD.as_micros()).unwrap_or(i64::MAX);
        let start_at = Some(timestamp_us() + lead);
        let plan = RunPlan { start_at, ..plan };
        let go = |run: &mut Run| {
            run.state = RunState::Running;
            run.plan = Some(plan.clone());
        };
        let run = self.change_if(id, RunState::Preparing, go).await?;
        let workers = plan.parts.len();
        let of = if workers == 1 { "worker" } else { "workers" };
        tracing::info!("run {id} is {}, on {workers} {of}", run.state);
        Ok(run)
    }

    /// Notes that a run has come to no load: it failed, or somebody ended it.
    pub(super) async fn ended_before_load(
        &self,
        id: &str,
        failure: Option<Failure>,
    ) -> Result<Run, EngineError> {
        if let Some(Failure { reason, .. }) = &failure {
            tracing::warn!("run {id} failed before its load: {reason}");
        }
        let exit_code = failure.as_ref().map_or(1, |failure| failure.exit_code);
        let end = |run: &mut Run| {
            if let Some(failure) = failure.as_ref().filter(|_| !run.state.is_over()) {
                run.state = RunState::Failed;
                run.reason = Some(failure.reason.clone());
            }
            let findings = run.reason.iter().cloned().collect();
            let node = self.identity.name.clone();
            run.outcome = Some(Outcome { exit_code, findings, report: None, node });
            true
        };
        let run = self.change(id, end).await?;
        Ok(run)
    }
}

/// The parts of workers in the order of their names.
fn plan(ready: &[Recruit], revision: u32, seed: u64, setup: Option<Value>) -> RunPlan {
    let mut cores = 0;
    let parts = ready.iter().map(|recruit| {
        let Recruit { node, boot, cores: own, clock } = recruit.clone();
        let (clock_ahead_us, clock_off_us) = (clock.ahead_us, clock.off_us());
        let part = Part { node, boot, first_core: cores, cores: own, clock_ahead_us, clock_off_us };
        cores += own;
        part
    });
    let parts = parts.collect();
    RunPlan { revision, seed, parts, cores, setup, start_at: None }
}

#[cfg(test)]
mod tests {
    use super::super::clock::Clock;
    use super::*;

    #[test]
    fn parts_follow_each_other_and_say_how_far_clocks_are_ahead_and_how_well_that_is_known() {
        let recruit = |node: &str, cores, clock| {
            let (node, boot) = (node.to_owned(), "boot".to_owned());
            Recruit { node, boot, cores, clock }
        };
        let near = Clock::read(0, 5_000, 10_000);
        let far = Clock::read(0, 1_300_000, 600_000);
        let plan = plan(&[recruit("a", 2, near), recruit("b", 3, far)], 1, 7, None);
        let part = |Part { first_core, clock_ahead_us, clock_off_us, .. }: &Part| {
            (*first_core, *clock_ahead_us, *clock_off_us)
        };
        let parts: Vec<_> = plan.parts.iter().map(part).collect();
        assert_eq!((plan.cores, parts), (5, vec![(0, 0, 5_000), (2, 1_000_000, 300_000)]));
    }
}
