//! The client, and what is submitted by it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use time::OffsetDateTime;
use tokio::time::sleep;

use super::id::id;
use super::live::Lives;
use super::{ClientError, secrets};
use crate::cluster::engine::{Engine, EngineError};
use crate::cluster::led::Led;
use crate::cluster::protocol::{Controls, Run, RunState, Submission};
use crate::cluster::runs::Runs;
use crate::load_test::Registry;

/// How often an engine that is away is asked to take a submission, half a second apart.
const TRIES: u32 = 6;

/// A cluster as it is asked from outside.
#[derive(Clone)]
pub(crate) struct Client {
    pub(super) engine: Arc<dyn Engine>,
    pub(super) registry: Registry,
    pub(super) runs: Runs,
    pub(super) lives: Arc<Mutex<Lives>>,
}

impl Client {
    /// Asks the cluster of this engine, of programs that know the same load tests.
    pub(crate) fn new(engine: Arc<dyn Engine>, registry: &Registry) -> Self {
        let runs = Runs::new(engine.clone());
        Self { engine, registry: registry.clone(), runs, lives: Arc::default() }
    }

    /// Checks all of a submission that can be checked here.
    ///
    /// # Errors
    /// [`ClientError::Wrong`] for a load test that is not known and for options that cannot be,
    /// [`ClientError::Config`] for config that is incomplete, wrong, or has a secret in it.
    pub(crate) fn check(&self, submission: &Submission) -> Result<(), ClientError> {
        if let Some(test) = self.registry.find(&submission.load_test) {
            secrets::refuse(&submission.config, &test.define())?;
        }
        Ok(Led::new(&self.registry, submission, 1).map(drop)?)
    }

    /// Puts a run at the end of the queue; gives its id. What has the key of an earlier submission is
    /// that run.
    ///
    /// # Errors
    /// Those of [`check`](Self::check), before anything is sent; [`ClientError::Engine`] when the
    /// engine does not take it.
    pub(crate) async fn submit(&self, submission: Submission) -> Result<String, ClientError> {
        self.check(&submission)?;
        let submitted = OffsetDateTime::now_utc();
        let id = id(submission.idempotency_key.as_deref(), submitted);
        let run = Run {
            id: id.clone(),
            submission,
            submitted,
            state: RunState::Queued,
            reason: None,
            plan: None,
            controls: Controls::default(),
            outcome: None,
        };
        self.create(&run).await?;
        Ok(id)
    }

    /// Adds the run. An engine that is away may have taken it: it is there already, then, when it is
    /// sent again. Ids are not drawn twice.
    async fn create(&self, run: &Run) -> Result<(), EngineError> {
        let mut tries = TRIES;
        loop {
            match self.runs.create(run).await {
                Err(EngineError::Conflict) => return Ok(()),
                Err(EngineError::Away { .. }) if tries > 1 => tries -= 1,
                other => return other,
            }
            sleep(Duration::from_millis(500)).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is asked may wait on any thread.
    #[expect(dead_code, reason = "it is to compile")]
    fn futures_are_send(client: &Client, id: &'static str) -> impl Send {
        let rate = crate::time::Rate::ZERO;
        (
            client.submit(Submission::default()),
            (client.results(id), client.live(id), client.run(id), client.wait(id, |_| ())),
            (client.cancel(id), client.cancel_all(), client.set_rate(id, "", rate)),
        )
    }
}
