//! The files of an engine in a folder, and what waits for them: elsewhere, as who asks may have
//! requests to answer, or results to take.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::Mutex;
use tokio::task::spawn_blocking;

use super::engine::Local;
use super::folder;
use super::ledger::Ledger;
use super::results::{OfRun, Results, remove_old_files};
use super::tables::Tables;
use crate::cluster::engine::{EngineError, Revision, Table};

/// The files of an engine.
#[derive(Debug)]
pub(super) struct Disk {
    /// Where the changes of tables are written down, by one after the other.
    ledger: Arc<Mutex<Ledger>>,
    /// The folder of results, in which one after the other opens those of a run.
    results: Arc<Mutex<PathBuf>>,
    /// Holds the folder for this process.
    _lock: File,
}

impl Disk {
    /// The files in a folder, which is made if it is not there, and the tables that are in them.
    pub(super) fn open(folder: &Path) -> io::Result<(Self, Tables)> {
        folder::make(folder)?;
        let lock = lock(folder)?;
        let (ledger, tables) = Ledger::open(&folder.join("tables.log"))?;
        let results = folder.join("results");
        folder::make(&results)?;
        remove_old_files(&results)?;
        let (ledger, results) = (Arc::new(Mutex::new(ledger)), Arc::new(Mutex::new(results)));
        Ok((Self { ledger, results, _lock: lock }, tables))
    }
}

impl Local {
    /// Changes a record, if what is there has the revision `expected`. What survives is on the disk
    /// before anybody hears of it.
    pub(super) async fn change(
        &self,
        table: Table,
        key: &str,
        value: Option<Bytes>,
        expected: Option<Revision>,
    ) -> Result<Revision, EngineError> {
        let next =
            |tables: &Tables| tables.next(table, key, value, expected).ok_or(EngineError::Conflict);
        let Some(disk) = self.disk().filter(|_| table != Table::Nodes) else {
            let mut tables = self.tables();
            let changed = next(&tables)?;
            return Ok(tables.make(changed));
        };
        let mut ledger = disk.ledger.clone().lock_owned().await;
        let changed = next(&self.tables())?;
        let here = self.clone();
        let changing = elsewhere(move || {
            ledger.add(&changed)?;
            let revision = here.tables().make(changed);
            if ledger.is_long() {
                let kept = here.tables().kept();
                // All is there still, and the next change tries it again.
                let _ = ledger.replace(&kept).inspect_err(|error| {
                    tracing::warn!("the journal of the engine could not be written anew: {error}");
                });
            }
            Ok(revision)
        });
        changing.await.map_err(|error| self.refused(&error))
    }

    /// Does something with the results of a run, which are opened if they are not open yet; in the
    /// order in which it is asked for.
    pub(super) async fn with_results<T>(
        &self,
        run: &str,
        doing: impl FnOnce(&mut Results) -> io::Result<T>,
    ) -> Result<T, EngineError> {
        let Some(disk) = self.disk() else {
            let mut results = self.results();
            if !results.has(run) {
                results.add(run, OfRun::in_memory());
            }
            return doing(&mut results).map_err(|error| self.refused(&error));
        };
        let mut folder = disk.results.clone().lock_owned().await;
        if !self.results().has(run) {
            let (here, run) = (self.clone(), run.to_owned());
            let opening = elsewhere(move || {
                let opened = OfRun::open(&folder, &run)?;
                here.results().add(&run, opened);
                Ok(folder)
            });
            folder = opening.await.map_err(|error| self.refused(&error))?;
        }
        let done = doing(&mut self.results());
        drop(folder);
        done.map_err(|error| self.refused(&error))
    }
}

/// Does what waits for the disk on a thread that may wait; to its end, even when nobody waits for it
/// any more.
pub(super) async fn elsewhere<T: Send + 'static>(
    doing: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    spawn_blocking(doing).await.unwrap_or_else(|error| Err(io::Error::other(error)))
}

fn lock(folder: &Path) -> io::Result<File> {
    let path = folder.join("lock");
    let file = File::options().write(true).create(true).truncate(false).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(io::Error::other(
            "another process works in that folder; end it, or name another folder",
        )),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;
    use crate::cluster::engine::Engine as _;

    #[tokio::test]
    async fn only_who_has_something_kept_waits_for_the_disk_and_nobody_hears_of_it_before() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Local::open(Some(folder.path())).unwrap();
        let disk = engine.disk().unwrap().ledger.clone().lock_owned().await;
        let mut create = engine.create(Table::Runs, "run", "queued".into());
        assert!((&mut create).now_or_never().is_none());
        engine.put(Table::Nodes, "node", "there".into()).await.unwrap();
        assert_eq!(engine.list(Table::Runs).await, Ok(Vec::new()));
        drop(disk);
        create.await.unwrap();
        assert_eq!(engine.list(Table::Runs).await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn what_has_been_begun_is_done_though_nobody_waits_for_it() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Local::open(Some(folder.path())).unwrap();
        // It is begun, and given up.
        let _ = engine.create(Table::Runs, "run", "1".into()).now_or_never();
        let again = engine.create(Table::Runs, "run", "2".into()).await;
        assert_eq!(again, Err(EngineError::Conflict));
    }
}
