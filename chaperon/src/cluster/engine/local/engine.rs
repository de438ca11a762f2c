//! The local engine as an [`Engine`]: what it keeps, behind locks that are never held across a wait.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{self, FutureExt as _};
use tokio::sync::mpsc::UnboundedReceiver;

use super::folder;
use super::letters::Letters;
use super::results::Results;
use super::tables::{NotWritten, Tables};
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
    /// Holds the folder for this process.
    _lock: Option<File>,
}

impl Local {
    /// The engine in a folder, which is made if it is not there, or in memory alone. A folder that
    /// another process works in is refused.
    pub(crate) fn open(folder: Option<&Path>) -> Result<Self, EngineError> {
        let place = folder.map_or_else(
            || "the engine in this process".to_owned(),
            |folder| format!("the engine in `{}`", folder.display()),
        );
        let lock = folder.map(|folder| lock(folder, &place)).transpose()?;
        let refused = |error| refused(&place, &error);
        let tables = Tables::open(folder.map(|it| it.join("tables.log")).as_deref());
        let results = Results::open(folder.map(|it| it.join("results")).as_deref());
        Ok(Self(Arc::new(Inner {
            tables: Mutex::new(tables.map_err(refused)?),
            results: Mutex::new(results.map_err(refused)?),
            letters: Mutex::default(),
            place,
            _lock: lock,
        })))
    }

    fn tables(&self) -> MutexGuard<'_, Tables> {
        held(&self.0.tables)
    }

    fn write(
        &self,
        table: Table,
        key: &str,
        value: Bytes,
        expected: Option<Revision>,
    ) -> Doing<'_, Revision> {
        let place = &self.0.place;
        let written = names::check(place, key).and_then(|()| {
            self.tables().write(table, key, value, expected).map_err(|error| match error {
                NotWritten::Conflict => EngineError::Conflict,
                NotWritten::Disk(error) => refused(place, &error),
            })
        });
        done(written)
    }
}

impl Engine for Local {
    fn get(&self, table: Table, key: &str) -> Doing<'_, Option<Record>> {
        done(Ok(self.tables().get(table, key)))
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
        let deleted = self.tables().delete(table, key);
        done(deleted.map_err(|error| refused(&self.0.place, &error)))
    }

    fn watch(&self, table: Table) -> Doing<'_, UnboundedReceiver<Change>> {
        done(Ok(self.tables().watch(table)))
    }

    fn store(&self, run: &str, node: &str, id: &str, payload: Bytes) -> Doing<'_> {
        let place = &self.0.place;
        let named = names::check(place, run).and_then(|()| names::check(place, node));
        let added = named.and_then(|()| {
            let stored = Stored { node: node.to_owned(), payload };
            held(&self.0.results).store(run, id, stored).map_err(|error| refused(place, &error))
        });
        async move {
            let Some((commits, mark)) = added? else { return Ok(()) };
            commits.on_disk(mark).await.map_err(|error| refused(place, &error))
        }
        .boxed()
    }

    fn stored(&self, run: &str) -> Doing<'_, UnboundedReceiver<Stored>> {
        let place = &self.0.place;
        done(
            names::check(place, run).and_then(|()| {
                held(&self.0.results).read(run).map_err(|error| refused(place, &error))
            }),
        )
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

fn lock(folder: &Path, place: &str) -> Result<File, EngineError> {
    let opened = folder::make(folder).and_then(|()| {
        File::options().write(true).create(true).truncate(false).open(folder.join("lock"))
    });
    let file = opened.map_err(|error| refused(place, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(EngineError::Refused {
            place: place.to_owned(),
            why: "another process works in that folder; end it, or name another folder".to_owned(),
        }),
        Err(TryLockError::Error(error)) => Err(refused(place, &error)),
    }
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
