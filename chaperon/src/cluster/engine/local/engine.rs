//! The local engine as an [`Engine`]: what it keeps, behind locks that are never held across a wait.
//!
//! What waits for the disk is in `disk`.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{self, FutureExt as _};
use tokio::sync::mpsc::UnboundedReceiver;

use super::disk::Disk;
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
    results: Mutex<Results>,
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
        let opened = folder.map(Disk::open).transpose();
        let (disk, tables) = opened.map_err(|error| refused(&place, &error))?.unzip();
        Ok(Self(Arc::new(Inner {
            place,
            tables: Mutex::new(tables.unwrap_or_default()),
            results: Mutex::default(),
            letters: Mutex::default(),
            disk,
        })))
    }

    /// Its files, if it is in a folder.
    pub(super) fn disk(&self) -> Option<&Disk> {
        self.0.disk.as_ref()
    }

    pub(super) fn tables(&self) -> MutexGuard<'_, Tables> {
        held(&self.0.tables)
    }

    pub(super) fn results(&self) -> MutexGuard<'_, Results> {
        held(&self.0.results)
    }

    pub(super) fn refused(&self, error: &io::Error) -> EngineError {
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
            let add = |results: &mut Results| results.store(&run, &id, stored);
            let Some((commits, mark)) = self.with_results(&run, add).await? else { return Ok(()) };
            commits.on_disk(mark).await.map_err(|error| self.refused(&error))
        }
        .boxed()
    }

    fn stored(&self, run: &str) -> Doing<'_, UnboundedReceiver<Stored>> {
        let (named, run) = (names::check(&self.0.place, run), run.to_owned());
        async move {
            named?;
            self.with_results(&run, |results| results.read(&run)).await
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
