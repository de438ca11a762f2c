//! The client, and what is submitted by it.

use std::fmt;
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
use crate::export::Format;
use crate::load_test::Registry;

/// How often an engine that is away is asked to take a submission, half a second apart.
const TRIES: u32 = 6;

/// A cluster as it is asked from outside: load tests are submitted to its queue, runs are looked at,
/// steered and cancelled.
///
/// The commands `submit`, `status` and `cancel` and the [HTTP API](crate::docs::http_api) ask by it,
/// too. Clones are cheap, and share a connection. What is asked may be waited for on any thread; with
/// [`connect`](Self::connect), the runtime that connected has to go on.
///
/// ```
/// use chaperon::cluster::{Client, ClientError, Registry, RunState, Submission};
/// use chaperon::prelude::*;
///
/// #[scenario]
/// async fn browse(session: &mut Session) -> Result {
///     session.get("/").await?;
///     Ok(())
/// }
///
/// load_test! {
///     Shop {
///         default_config: { base_url: "http://localhost:5000" },
///         scenarios: [10 * browse for 5s],
///     }
/// }
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// // Client::connect asks a NATS server, Client::open a folder of this machine.
/// let client = Client::in_memory(&Registry::new().load_test::<Shop>())?;
/// let id = client.submit(Submission::of::<Shop>().set("timeout", "2s")).await?;
/// assert_eq!(client.run(&id).await?.state(), RunState::Queued);
///
/// let wrong = client.submit(Submission::named("Shpo")).await.unwrap_err();
/// assert_eq!(wrong.to_string(), "no load test `Shpo`; did you mean `Shop`?; there are: Shop");
///
/// assert_eq!(client.cancel_scheduled().await?, [id.as_str()]);
/// assert_eq!(client.run(&id).await?.state(), RunState::Cancelled);
/// # Ok::<(), ClientError>(())
/// # }).unwrap();
/// ```
///
/// With workers, or a [`Coordinator`](crate::cluster::Coordinator) that works, runs come to an end:
///
/// ```no_run
/// # use chaperon::cluster::{Client, Submission};
/// # async fn nightly(client: Client) -> Result<(), Box<dyn std::error::Error>> {
/// let id = client.submit(Submission::named("Shop")).await?;
/// let run = client.follow(&id, |run| println!("{id} is {}", run.state())).await?;
/// if let Some(results) = client.results(&id).await? {
///     println!("{} in {:?}", results.load_test(), results.duration());
/// }
/// assert_eq!(run.outcome().map(|outcome| outcome.exit_code()), Some(0));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    pub(in crate::cluster) engine: Arc<dyn Engine>,
    pub(in crate::cluster) registry: Registry,
    pub(super) runs: Runs,
    pub(super) lives: Arc<Mutex<Lives>>,
}

impl Client {
    /// Asks the cluster of this engine, of programs that know the same load tests.
    pub(crate) fn new(engine: Arc<dyn Engine>, registry: &Registry) -> Self {
        let runs = Runs::new(engine.clone());
        Self { engine, registry: registry.clone(), runs, lives: Arc::default() }
    }

    /// Checks all of a submission that can be checked here; [`submit`](Self::submit) does, too.
    ///
    /// # Errors
    /// [`ClientError::NoLoadTest`] for a load test that this program does not know,
    /// [`ClientError::Wrong`] for options that cannot be, [`ClientError::Config`] for config that is
    /// incomplete, wrong, or has a secret in it.
    pub fn check(&self, submission: &Submission) -> Result<(), ClientError> {
        for name in &submission.exports {
            let wrong = |why| ClientError::Wrong(format!("no export `{name}`: {why}"));
            name.parse::<Format>().map_err(wrong)?;
        }
        if let Some(test) = self.registry.find(&submission.load_test) {
            secrets::refuse(&submission.config, &test.define())?;
        }
        Ok(Led::new(&self.registry, submission, 1).map(drop)?)
    }

    /// Puts a run at the end of the queue; gives its id. What has the key of an earlier submission is
    /// that run. It is in the queue, whatever dies afterwards, and begins when a coordinator and a worker
    /// are there and the runs before it have ended.
    ///
    /// # Errors
    /// Those of [`check`](Self::check), before anything is sent; [`ClientError::Engine`] when the
    /// engine does not take it.
    pub async fn submit(&self, submission: Submission) -> Result<String, ClientError> {
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

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Client").field(&self.engine.place()).finish()
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
            (client.results(id), client.live(id), client.run(id), client.wait(id)),
            (client.cancel(id), client.cancel_all(), client.set_rate(id, "", rate)),
        )
    }
}
