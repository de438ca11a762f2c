//! Looking at a cluster: its nodes, its runs, and what came of them.

use std::time::Duration;

use tokio::time::timeout;

use super::{Client, ClientError};
use crate::cluster::engine::{Change, Table};
use crate::cluster::lookout::listed;
use crate::cluster::patience::patiently;
use crate::cluster::protocol::{Body, FrameReader, Leader, Node, Run, RunState, from_bytes};
use crate::cluster::report::Parts;
use crate::results::RunResults;

/// How long the engine may take to bring the next part of what is stored.
const QUIET: Duration = Duration::from_secs(3);

impl Client {
    /// All runs that are remembered, those that were changed last at the end; so the queued ones are
    /// in the order of the queue.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn runs(&self) -> Result<Vec<Run>, ClientError> {
        Ok(self.runs.list().await?)
    }

    /// The runs that go on: those that have begun and are not over.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn running(&self) -> Result<Vec<Run>, ClientError> {
        self.runs_that(RunState::is_under_way).await
    }

    /// The runs that have not begun, in the order of the queue.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn scheduled(&self) -> Result<Vec<Run>, ClientError> {
        self.runs_that(|state| state == RunState::Queued).await
    }

    async fn runs_that(&self, are: fn(RunState) -> bool) -> Result<Vec<Run>, ClientError> {
        let mut runs = self.runs().await?;
        runs.retain(|run| are(run.state));
        Ok(runs)
    }

    /// A run.
    ///
    /// # Errors
    /// [`ClientError::NoRun`], with the id that is nearest; and those of the engine.
    pub async fn run(&self, id: &str) -> Result<Run, ClientError> {
        match self.runs.get(id).await? {
            Some(run) => Ok(run),
            None => Err(self.no_run(id).await),
        }
    }

    /// There is no run of that id, but maybe one that is near.
    pub(super) async fn no_run(&self, id: &str) -> ClientError {
        let runs = self.runs.list().await.unwrap_or_default();
        let near = crate::config::near(id, runs.iter().map(|run| &*run.id));
        ClientError::NoRun { id: id.to_owned(), near: near.map(str::to_owned) }
    }

    /// The nodes that are there, in the order of their names. One that is lost is gone after 6 s.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn nodes(&self) -> Result<Vec<Node>, ClientError> {
        Ok(listed(&*self.engine).await?.into_iter().map(|(node, _)| node).collect())
    }

    /// The name of the coordinator that leads, if any does.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn leader(&self) -> Result<Option<String>, ClientError> {
        let record = self.engine.get(Table::Leader, "leader").await?;
        let leader = record.and_then(|record| from_bytes::<Leader>(&record.value).ok());
        Ok(leader.map(|leader| leader.node))
    }

    /// Waits until there is an outcome of a run, also while the engine is away: until its report is
    /// written, or it is clear that there will be none. Without a coordinator that is for ever.
    ///
    /// # Errors
    /// [`ClientError::NoRun`]; and those of the engine.
    pub async fn wait(&self, id: &str) -> Result<Run, ClientError> {
        self.follow(id, |_| ()).await
    }

    /// Waits as [`wait`](Self::wait) does; `seen` hears of each change of the run, first of what it is
    /// now.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    pub async fn follow(&self, id: &str, mut seen: impl FnMut(&Run)) -> Result<Run, ClientError> {
        let mut changes = patiently(|| self.engine.watch(Table::Runs)).await?;
        let known = patiently(|| self.runs.get(id)).await?;
        let Some(mut known) = known else { return Err(self.no_run(id).await) };
        seen(&known);
        while known.outcome.is_none() {
            let run = match changes.recv().await {
                Some(Change::Put(record)) if record.key == id => from_bytes::<Run>(&record.value),
                Some(Change::Deleted(key)) if key == id => return Err(self.no_run(id).await),
                Some(_) => continue,
                None => return Err(ClientError::State("the engine has ended".to_owned())),
            };
            if let Some(run) = run.ok().filter(|run| *run != known) {
                seen(&run);
                known = run;
            }
        }
        Ok(known)
    }

    /// The report of a run, with all that was measured and its verdict; none until it has ended, or when
    /// it came to no load. The engine keeps it for a day.
    ///
    /// # Errors
    /// [`ClientError::NoRun`]; and those of the engine.
    pub async fn results(&self, id: &str) -> Result<Option<RunResults>, ClientError> {
        let run = patiently(|| self.runs.get(id)).await?;
        let Some(run) = run else { return Err(self.no_run(id).await) };
        match run.outcome.as_ref().and(run.plan.as_ref()) {
            Some(_) => self.stored_report(id).await,
            None => Ok(None),
        }
    }

    async fn stored_report(&self, id: &str) -> Result<Option<RunResults>, ClientError> {
        let mut stored = patiently(|| self.engine.stored(id)).await?;
        let (mut reader, mut parts) = (FrameReader::default(), Parts::default());
        while let Ok(Some(stored)) = timeout(QUIET, stored.recv()).await {
            let Ok(frame) = reader.read(&stored.payload) else { continue };
            let Body::Report { index, of, bytes } = frame.body else { continue };
            if let Some(report) = parts.add(frame.node, frame.boot, index, of, bytes) {
                let damaged = |error| ClientError::State(format!("the report is damaged: {error}"));
                return report.map(Some).map_err(damaged);
            }
        }
        Ok(None)
    }
}
