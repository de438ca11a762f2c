//! The local engine as an [`Engine`]: what it keeps, behind locks.
//!
//! What waits for the disk does so `elsewhere`; who asks for it waits for its turn without a thread.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{self, FutureExt as _};
use tokio::sync::mpsc::UnboundedReceiver;

use super::disk::Disk;
use super::elsewhere::elsewhere;
use super::letters::Letters;
use super::results::Results;
use super::tables::Tables;
use crate::cluster::engine::names;
use crate::cluster::engine::{
    Asked, Change, Doing, Engine, EngineError, Record, Revision, Stored, Table,
};

/// An engine in the process. Handles are cheap to clone, and are all the same engine.
///
/// What it has said to keep is on the disk, if it has a folder: it is there after a power cut, too.
#[derive(Debug, Clone)]
pub(crate) struct Local(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    place: String,
    tables: Mutex<Tables>,
    results: Arc<tokio::sync::Mutex<Results>>,
    letters: Mutex<Letters>,
    disk: Option<Disk>,
}

impl Local {
    /// The engine in a folder, which is made if it is not there, or in memory alone. A folder that
    /// another process works in is refused.
    pub(crate) fn open(folder: Option<&Path>) -> Result<Self, EngineError> {
        let place = folder.map_or_else(
            || "the engine in this process".to_owned(),
            |folder| format!("the engine in `{}`", folder.display()),
        );
        let (disk, tables, results) = match folder.map(Disk::open).transpose() {
            Ok(Some((disk, tables, results))) => (Some(disk), tables, results),
            Ok(None) => (None, Tables::default(), Results::default()),
            Err(error) => return Err(refused(&place, &error)),
        };
        Ok(Self(Arc::new(Inner {
            place,
            tables: Mutex::new(tables),
            results: Arc::new(tokio::sync::Mutex::new(results)),
            letters: Mutex::default(),
            disk,
        })))
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        held(&self.0.tables)
    }

    fn refused(&self, error: &io::Error) -> EngineError {
        refused(&self.0.place, error)
    }

    fn record(&self, table: Table, key: &str) -> Option<Record> {
        self.tables().get(table, key)
    }

    fn write(
        &self,
        table: Table,
        key: &str,
        value: Bytes,
        expected: Option<Revision>,
    ) -> Doing<'_, Revision> {
        let (named, key) = (names::check(&self.0.place, key), key.to_owned());
        async move {
            named?;
            self.change(table, &key, Some(value), expected).await
        }
        .boxed()
    }

    /// Changes a record, if what is there has the revision `expected`. What survives is on the disk
    /// before anybody hears of it.
    async fn change(
        &self,
        table: Table,
        key: &str,
        value: Option<Bytes>,
        expected: Option<Revision>,
    ) -> Result<Revision, EngineError> {
        let next =
            |tables: &Tables| tables.next(table, key, value, expected).ok_or(EngineError::Conflict);
        let Some(disk) = self.0.disk.as_ref().filter(|_| table != Table::Nodes) else {
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

    /// Does something with the results, in the order in which it is asked for.
    async fn with_results<T: Send + 'static>(
        &self,
        doing: impl FnOnce(&mut Results) -> io::Result<T> + Send + 'static,
    ) -> Result<T, EngineError> {
        let mut results = self.0.results.clone().lock_owned().await;
        let done = match self.0.disk {
            Some(_) => {
                let here = self.clone();
                let doing = move || {
                    let done = doing(&mut results);
                    // Until now, the folder is no other process's.
                    drop(here);
                    done
                };
                elsewhere(doing).await
            }
            None => doing(&mut results),
        };
        done.map_err(|error| self.refused(&error))
    }
}

impl Engine for Local {
    fn get(&self, table: Table, key: &str) -> Doing<'_, Option<Record>> {
        done(Ok(self.record(table, key)))
    }

    fn list(&self, table: Table) -> Doing<'_, Vec<Record>> {
        done(Ok(self.tables().list(table)))
    }

    fn create(&self, table: Table, key: &str, value: Bytes) -> Doing<'_, Revision> {
        self.write(table, key, value, Some(0))
    }

    fn update(
        &self,
        table: Table,
        key: &str,
        value: Bytes,
        revision: Revision,
    ) -> Doing<'_, Revision> {
        if revision == 0 {
            return done(Err(EngineError::Conflict));
        }
        self.write(table, key, value, Some(revision))
    }

    fn put(&self, table: Table, key: &str, value: Bytes) -> Doing<'_, Revision> {
        self.write(table, key, value, None)
    }

    fn delete(&self, table: Table, key: &str) -> Doing<'_> {
        let key = key.to_owned();
        async move {
            while let Some(Record { revision, .. }) = self.record(table, &key) {
                match self.change(table, &key, None, Some(revision)).await {
                    Err(EngineError::Conflict) => {}
                    deleted => return deleted.map(drop),
                }
            }
            Ok(())
        }
        .boxed()
    }

    fn watch(&self, table: Table) -> Doing<'_, UnboundedReceiver<Change>> {
        done(Ok(self.tables().watch(table)))
    }

    fn store(&self, run: &str, node: &str, id: &str, payload: Bytes) -> Doing<'_> {
        let place = &self.0.place;
        let named = names::check(place, run).and_then(|()| names::check(place, node));
        let (run, id) = (run.to_owned(), id.to_owned());
        let stored = Stored { node: node.to_owned(), payload };
        async move {
            named?;
            let add = move |results: &mut Results| results.store(&run, &id, stored);
            let Some((commits, mark)) = self.with_results(add).await? else { return Ok(()) };
            commits.on_disk(mark).await.map_err(|error| self.refused(&error))
        }
        .boxed()
    }

    fn stored(&self, run: &str) -> Doing<'_, UnboundedReceiver<Stored>> {
        let (named, run) = (names::check(&self.0.place, run), run.to_owned());
        async move {
            named?;
            self.with_results(move |results| results.read(&run)).await
        }
        .boxed()
    }

    fn ask(&self, node: &str, payload: Bytes, patience: Duration) -> Doing<'_, Bytes> {
        let node = node.to_owned();
        let answer = held(&self.0.letters).ask(&node, payload);
        async move {
            let Some(answer) = answer else { return Err(EngineError::NoNode { node }) };
            match tokio::time::timeout(patience, answer).await {
                Ok(Ok(answer)) => Ok(answer),
                Ok(Err(_)) | Err(_) => Err(EngineError::NoAnswer { node, patience }),
            }
        }
        .boxed()
    }

    fn asked(&self, node: &str) -> Doing<'_, UnboundedReceiver<Asked>> {
        done(Ok(held(&self.0.letters).asked(node)))
    }

    fn place(&self) -> String {
        self.0.place.clone()
    }
}

/// What is done before it is waited for.
fn done<'a, T: Send + 'a>(result: Result<T, EngineError>) -> Doing<'a, T> {
    future::ready(result).boxed()
}

/// Nothing behind these locks is left half done by a panic.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn refused(place: &str, error: &io::Error) -> EngineError {
    let (place, why) = (place.to_owned(), error.to_string());
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            EngineError::Full { place, why }
        }
        _ => EngineError::Refused { place, why },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_who_has_something_kept_waits_for_the_disk_and_nobody_hears_of_it_before() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Local::open(Some(folder.path())).unwrap();
        let disk = engine.0.disk.as_ref().unwrap().ledger.clone().lock_owned().await;
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

    #[tokio::test]
    async fn what_is_stored_while_somebody_begins_to_read_comes_after_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Local::open(Some(folder.path())).unwrap();
        engine.store("run", "node", "1", "one".into()).await.unwrap();
        let results = engine.0.results.clone().lock_owned().await;
        let mut reading = engine.stored("run");
        let mut storing = engine.store("run", "node", "2", "two".into());
        assert!((&mut reading).now_or_never().is_none());
        assert!((&mut storing).now_or_never().is_none());
        drop(results);
        let (stored, read) = tokio::join!(storing, reading);
        stored.unwrap();
        let mut read = read.unwrap();
        let [one, two] = [read.recv().await.unwrap(), read.recv().await.unwrap()];
        assert_eq!([one.payload, two.payload], ["one", "two"]);
        assert!(read.try_recv().is_err());
    }
}
