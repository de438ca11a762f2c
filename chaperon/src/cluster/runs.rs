//! The table of runs: its records are read, listed, and changed by compare-and-set.

use std::sync::Arc;

use super::engine::{Engine, EngineError, Record, Table};
use super::protocol::{Run, from_bytes, to_bytes};

/// The runs of a cluster.
#[derive(Clone)]
pub(crate) struct Runs(Arc<dyn Engine>);

impl Runs {
    pub(crate) fn new(engine: Arc<dyn Engine>) -> Self {
        Self(engine)
    }

    /// Adds a run; [`EngineError::Conflict`] when there is one of its id.
    pub(crate) async fn create(&self, run: &Run) -> Result<(), EngineError> {
        self.0.create(Table::Runs, &run.id, to_bytes(run)).await.map(drop)
    }

    /// A run, if it is there.
    pub(crate) async fn get(&self, id: &str) -> Result<Option<Run>, EngineError> {
        let record = self.0.get(Table::Runs, id).await?;
        record.map(|record| self.read(&record)).transpose()
    }

    /// All runs, in the order in which they were changed last: queued ones in that of the queue.
    pub(crate) async fn list(&self) -> Result<Vec<Run>, EngineError> {
        let records = self.0.list(Table::Runs).await?;
        let runs = records.iter().filter_map(|record| match self.read(record) {
            Ok(run) => Some(run),
            Err(error) => {
                tracing::warn!("{error}");
                None
            }
        });
        Ok(runs.collect())
    }

    /// Changes a run, if it is there; gives what it is then. `change` says whether it changed
    /// anything, and is asked again when somebody else was faster.
    pub(crate) async fn change<E: From<EngineError>>(
        &self,
        id: &str,
        mut change: impl FnMut(&mut Run) -> Result<bool, E>,
    ) -> Result<Option<Run>, E> {
        while let Some(record) = self.0.get(Table::Runs, id).await? {
            let mut run = self.read(&record)?;
            if !change(&mut run)? {
                return Ok(Some(run));
            }
            match self.0.update(Table::Runs, id, to_bytes(&run), record.revision).await {
                Ok(_) => return Ok(Some(run)),
                Err(EngineError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(None)
    }

    fn read(&self, record: &Record) -> Result<Run, EngineError> {
        from_bytes(&record.value).map_err(|error| EngineError::Refused {
            place: self.0.place(),
            why: format!("the record of run {} is damaged: {error}", record.key),
        })
    }
}
