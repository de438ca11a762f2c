//! The folder of an engine: what is in it, for one process at a time.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::Arc;

use tokio::sync::Mutex;

use super::folder;
use super::ledger::Ledger;
use super::results::Results;
use super::tables::Tables;

/// The folder of an engine.
#[derive(Debug)]
pub(super) struct Disk {
    /// Where the changes of tables are written down, by one after the other.
    pub(super) ledger: Arc<Mutex<Ledger>>,
    /// Holds the folder for this process.
    _lock: File,
}

impl Disk {
    /// A folder, which is made if it is not there, and the tables and results that are in it.
    pub(super) fn open(path: &Path) -> io::Result<(Self, Tables, Results)> {
        folder::make(path)?;
        let lock = lock(path)?;
        let (ledger, tables) = Ledger::open(&path.join("tables.log"))?;
        let results = Results::open(&path.join("results"))?;
        let ledger = Arc::new(Mutex::new(ledger));
        Ok((Self { ledger, _lock: lock }, tables, results))
    }
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
