//! The tables: records in memory with their revisions and ages, who watches them, and the journal
//! from which those that survive are read again.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use super::entry::Changed;
use super::journal::Journal;
use crate::cluster::engine::{Change, Record, Revision, Table};
use crate::time::{Instant, now};

/// A journal longer than this, in bytes, is written anew when it has doubled.
const LONG: u64 = 4 << 20;

/// Why a record is not written.
#[derive(Debug)]
pub(super) enum NotWritten {
    /// Another revision of it is there than was expected.
    Conflict,
    Disk(io::Error),
}

/// All tables.
#[derive(Debug)]
pub(super) struct Tables {
    leader: Rows,
    nodes: Rows,
    runs: Rows,
    kept: Option<Kept>,
}

/// Where changes are written down.
#[derive(Debug)]
struct Kept {
    path: PathBuf,
    journal: Journal,
    /// How long it was when it was written anew.
    compact: u64,
}

#[derive(Debug)]
struct Rows {
    /// How long after its last change a record is gone.
    age: Option<Duration>,
    revision: Revision,
    rows: BTreeMap<String, Row>,
    watchers: Vec<UnboundedSender<Change>>,
}

#[derive(Debug, Clone)]
struct Row {
    value: Bytes,
    revision: Revision,
    changed: Instant,
}

impl Tables {
    /// Tables that end with the process, or are in the journal at a path.
    pub(super) fn open(path: Option<&Path>) -> io::Result<Self> {
        let mut tables = Self {
            leader: Rows::new(Some(Duration::from_secs(10))),
            nodes: Rows::new(Some(Duration::from_secs(6))),
            runs: Rows::new(None),
            kept: None,
        };
        if let Some(path) = path {
            let (journal, entries) = Journal::open(path)?;
            entries.into_iter().filter_map(Changed::decode).for_each(|it| tables.read(it));
            // Who led did it in a process that has ended: what survives is that revisions grow.
            tables.leader.rows.clear();
            tables.kept = Some(Kept { path: path.to_owned(), journal, compact: 0 });
            tables.compact()?;
        }
        Ok(tables)
    }

    pub(super) fn get(&self, table: Table, key: &str) -> Option<Record> {
        let rows = self.rows(table);
        rows.rows.get(key).filter(|row| rows.lives(row)).map(|row| row.record(key))
    }

    /// In the order of their revisions.
    pub(super) fn list(&self, table: Table) -> Vec<Record> {
        self.rows(table).list()
    }

    /// Writes a record, if what is there has the revision `expected`: `Some(0)` for none at all, `None`
    /// for whatever there is.
    pub(super) fn write(
        &mut self,
        table: Table,
        key: &str,
        value: Bytes,
        expected: Option<Revision>,
    ) -> Result<Revision, NotWritten> {
        let there = self.get(table, key).map_or(0, |record| record.revision);
        if expected.is_some_and(|expected| expected != there) {
            return Err(NotWritten::Conflict);
        }
        self.change(table, key, Some(value)).map_err(NotWritten::Disk)
    }

    pub(super) fn delete(&mut self, table: Table, key: &str) -> io::Result<()> {
        if self.get(table, key).is_some() {
            self.change(table, key, None)?;
        }
        Ok(())
    }

    /// What is there, and what changes from now on.
    pub(super) fn watch(&mut self, table: Table) -> UnboundedReceiver<Change> {
        let rows = self.rows_mut(table);
        let (sender, receiver) = mpsc::unbounded_channel();
        let there = rows.list().into_iter().map(Change::Put).chain([Change::UpToDate]);
        if there.into_iter().all(|change| sender.send(change).is_ok()) {
            rows.watchers.push(sender);
        }
        receiver
    }

    fn change(&mut self, table: Table, key: &str, value: Option<Bytes>) -> io::Result<Revision> {
        let revision = self.rows(table).revision + 1;
        let changed = Changed { table, revision, key: key.to_owned(), value };
        if table != Table::Nodes {
            self.keep(&changed)?;
        }
        let rows = self.rows_mut(table);
        let change = match &changed.value {
            Some(value) => {
                Change::Put(Record { key: key.to_owned(), value: value.clone(), revision })
            }
            None => Change::Deleted(key.to_owned()),
        };
        rows.watchers.retain(|watcher| watcher.send(change.clone()).is_ok());
        self.read(changed);
        self.compact_if_long();
        Ok(revision)
    }

    fn read(&mut self, changed: Changed) {
        let Changed { table, revision, key, value } = changed;
        let rows = self.rows_mut(table);
        rows.revision = rows.revision.max(revision);
        match value {
            Some(value) => rows.rows.insert(key, Row { value, revision, changed: now() }),
            None => rows.rows.remove(&key),
        };
        rows.forget_the_old();
    }

    /// A change is on the disk before anybody hears of it.
    fn keep(&mut self, changed: &Changed) -> io::Result<()> {
        let Some(kept) = &mut self.kept else { return Ok(()) };
        kept.journal.append_to_disk(&changed.encode())
    }

    fn compact_if_long(&mut self) {
        let long = |kept: &Kept| kept.journal.length() > LONG.max(kept.compact.saturating_mul(2));
        if self.kept.as_ref().is_some_and(long)
            && let Err(error) = self.compact()
        {
            // The long one is still whole, and it is tried again with the next change.
            tracing::warn!("the journal of the engine could not be written anew: {error}");
        }
    }

    /// Writes the journal anew with what is there now.
    fn compact(&mut self) -> io::Result<()> {
        let entries = self.entries();
        if let Some(kept) = &mut self.kept {
            kept.journal = Journal::replace(&kept.path, &entries)?;
            kept.compact = kept.journal.length();
        }
        Ok(())
    }

    fn entries(&self) -> Vec<Bytes> {
        let of = |table| {
            let rows: &Rows = self.rows(table);
            // The deletion of a record without a key, which there never is, tells the revision.
            let mark = Changed { table, revision: rows.revision, key: String::new(), value: None };
            let records = rows.list().into_iter().map(move |Record { key, value, revision }| {
                Changed { table, revision, key, value: Some(value) }
            });
            records.chain([mark])
        };
        of(Table::Runs).chain(of(Table::Leader)).map(|changed| changed.encode()).collect()
    }

    fn rows(&self, table: Table) -> &Rows {
        match table {
            Table::Leader => &self.leader,
            Table::Nodes => &self.nodes,
            Table::Runs => &self.runs,
        }
    }

    fn rows_mut(&mut self, table: Table) -> &mut Rows {
        match table {
            Table::Leader => &mut self.leader,
            Table::Nodes => &mut self.nodes,
            Table::Runs => &mut self.runs,
        }
    }
}

impl Rows {
    fn new(age: Option<Duration>) -> Self {
        Self { age, revision: 0, rows: BTreeMap::new(), watchers: Vec::new() }
    }

    fn lives(&self, row: &Row) -> bool {
        self.age.is_none_or(|age| now().duration_since(row.changed) < age)
    }

    fn list(&self) -> Vec<Record> {
        let alive = self.rows.iter().filter(|(_, row)| self.lives(row));
        let mut records: Vec<_> = alive.map(|(key, row)| row.record(key)).collect();
        records.sort_by_key(|record| record.revision);
        records
    }

    fn forget_the_old(&mut self) {
        if let Some(age) = self.age {
            self.rows.retain(|_, row| now().duration_since(row.changed) < age);
        }
    }
}

impl Row {
    fn record(&self, key: &str) -> Record {
        Record { key: key.to_owned(), value: self.value.clone(), revision: self.revision }
    }
}
