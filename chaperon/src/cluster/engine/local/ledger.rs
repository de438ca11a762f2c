//! Where changes of the tables are written down that are to survive. It waits for the disk.

use std::io;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::entry::Changed;
use super::journal::Journal;
use super::tables::Tables;

/// A journal longer than this, in bytes, is written anew when it has doubled.
const LONG: u64 = 4 << 20;

/// The journal of the tables.
#[derive(Debug)]
pub(super) struct Ledger {
    path: PathBuf,
    journal: Journal,
    /// How long it was when it was written anew.
    compact: u64,
}

impl Ledger {
    /// The journal at a path, and the tables that are in it.
    pub(super) fn open(path: &Path) -> io::Result<(Self, Tables)> {
        let (journal, entries) = Journal::open(path)?;
        let tables = Tables::after(entries.into_iter().filter_map(Changed::decode));
        let mut ledger = Self { path: path.to_owned(), journal, compact: 0 };
        ledger.replace(&tables.kept())?;
        Ok((ledger, tables))
    }

    /// Adds a change that the disk has then. One that it did not take is not there.
    pub(super) fn add(&mut self, changed: &Changed) -> io::Result<()> {
        self.journal.append_to_disk(&changed.encode())
    }

    /// Whether it holds much more than there is.
    pub(super) fn is_long(&self) -> bool {
        self.journal.length() > LONG.max(self.compact.saturating_mul(2))
    }

    /// Writes it anew: these changes make what there is.
    pub(super) fn replace(&mut self, changes: &[Changed]) -> io::Result<()> {
        let entries: Vec<Bytes> = changes.iter().map(Changed::encode).collect();
        self.journal = Journal::replace(&self.path, &entries)?;
        self.compact = self.journal.length();
        Ok(())
    }
}
