//! Where changes of the tables are written down that are to survive. It waits for the disk.

use std::io;
use std::path::{Path, PathBuf};

use bytes::Bytes;

use super::entry::Changed;
use super::folder::sync_name;
use super::journal::Journal;
use super::tables::Tables;

/// A journal longer than this, in bytes, is written anew when it has doubled.
const LONG: u64 = 4 << 20;

/// The journal of the tables.
#[derive(Debug)]
pub(super) struct Ledger {
    path: PathBuf,
    journal: Journal,
    /// Whether the disk may have the old one under its name.
    is_unnamed: bool,
    /// How long it was when it was written anew.
    compact: u64,
}

impl Ledger {
    /// The journal at a path, and the tables that are in it.
    pub(super) fn open(path: &Path) -> io::Result<(Self, Tables)> {
        let (journal, entries) = Journal::open(path)?;
        let tables = Tables::after(entries.into_iter().filter_map(Changed::decode));
        let mut ledger = Self { path: path.to_owned(), journal, is_unnamed: false, compact: 0 };
        ledger.replace(&tables.kept())?;
        Ok((ledger, tables))
    }

    /// Adds a change that the disk has then. One that it did not take is not there.
    pub(super) fn add(&mut self, changed: &Changed) -> io::Result<()> {
        self.name()?;
        self.journal.append_to_disk(&changed.encode())
    }

    /// Whether it holds much more than there is.
    pub(super) fn is_long(&self) -> bool {
        self.journal.length() > LONG.max(self.compact.saturating_mul(2))
    }

    /// Writes it anew: these changes make what there is. When that fails, all is there still.
    pub(super) fn replace(&mut self, changes: &[Changed]) -> io::Result<()> {
        let entries: Vec<Bytes> = changes.iter().map(Changed::encode).collect();
        self.journal = Journal::replace(&self.path, &entries)?;
        self.compact = self.journal.length();
        self.is_unnamed = true;
        self.name()
    }

    /// Waits until the disk has the journal under its name: what is added to one without is lost.
    fn name(&mut self) -> io::Result<()> {
        if self.is_unnamed {
            sync_name(&self.path)?;
            self.is_unnamed = false;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::cluster::engine::Table;

    fn change(revision: u64) -> Changed {
        let value = Some(Bytes::from("value"));
        Changed { table: Table::Runs, revision, key: format!("run-{revision}"), value }
    }

    #[test]
    fn a_journal_is_added_to_only_once_the_disk_has_its_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let [there, away] = ["there", "away"].map(|name| folder.path().join(name));
        fs::create_dir(&there).expect("made");
        let (mut ledger, _) = Ledger::open(&there.join("log")).expect("opened");
        ledger.replace(&[change(1)]).expect("replaced");
        // As if it had failed to wait for the name; and it does, while the folder is away.
        ledger.is_unnamed = true;
        fs::rename(&there, &away).expect("renamed");
        ledger.add(&change(2)).expect_err("not added");
        fs::rename(&away, &there).expect("renamed");
        ledger.add(&change(3)).expect("added");
        drop(ledger);
        let (_, tables) = Ledger::open(&there.join("log")).expect("opened");
        let keys: Vec<_> = tables.list(Table::Runs).into_iter().map(|record| record.key).collect();
        assert_eq!(keys, ["run-1", "run-3"]);
    }
}
