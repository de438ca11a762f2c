//! The tables: records in memory with their revisions and ages, and who watches them.
//!
//! Where those are written down that survive is said in `ledger`.

use std::collections::BTreeMap;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use super::entry::Changed;
use crate::cluster::engine::{Change, Record, Revision, Table};
use crate::time::{Instant, now};

/// All tables.
#[derive(Debug)]
pub(super) struct Tables {
    leader: Rows,
    nodes: Rows,
    runs: Rows,
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

/// Empty ones.
impl Default for Tables {
    fn default() -> Self {
        Self {
            leader: Rows::new(Some(Duration::from_secs(10))),
            nodes: Rows::new(Some(Duration::from_secs(6))),
            runs: Rows::new(None),
        }
    }
}

impl Tables {
    /// What the changes come to that another process has made.
    pub(super) fn after(changes: impl Iterator<Item = Changed>) -> Self {
        let mut tables = Self::default();
        changes.for_each(|changed| tables.set(changed));
        // Who led did it in a process that has ended: what survives is that revisions grow.
        tables.leader.rows.clear();
        tables
    }

    pub(super) fn get(&self, table: Table, key: &str) -> Option<Record> {
        let rows = self.rows(table);
        rows.rows.get(key).filter(|row| rows.lives(row)).map(|row| row.record(key))
    }

    /// In the order of their revisions.
    pub(super) fn list(&self, table: Table) -> Vec<Record> {
        self.rows(table).list()
    }

    /// What a change of a record would be, if what is there has the revision `expected`: `Some(0)` for
    /// none at all, `None` for whatever there is.
    pub(super) fn next(
        &self,
        table: Table,
        key: &str,
        value: Option<Bytes>,
        expected: Option<Revision>,
    ) -> Option<Changed> {
        let there = self.get(table, key).map_or(0, |record| record.revision);
        let revision = self.rows(table).revision + 1;
        let changed = Changed { table, revision, key: key.to_owned(), value };
        expected.is_none_or(|expected| expected == there).then_some(changed)
    }

    /// Makes a change, and tells who watches.
    pub(super) fn make(&mut self, changed: Changed) -> Revision {
        let Changed { table, revision, key, value } = changed.clone();
        let change = match value {
            Some(value) => Change::Put(Record { key, value, revision }),
            None => Change::Deleted(key),
        };
        self.rows_mut(table).watchers.retain(|watcher| watcher.send(change.clone()).is_ok());
        self.set(changed);
        revision
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

    fn set(&mut self, changed: Changed) {
        let Changed { table, revision, key, value } = changed;
        let rows = self.rows_mut(table);
        rows.revision = rows.revision.max(revision);
        match value {
            Some(value) => rows.rows.insert(key, Row { value, revision, changed: now() }),
            None => rows.rows.remove(&key),
        };
        rows.forget_the_old();
    }

    /// The changes that make what survives.
    pub(super) fn kept(&self) -> Vec<Changed> {
        let of = |table| {
            let rows: &Rows = self.rows(table);
            // The deletion of a record without a key, which there never is, tells the revision.
            let mark = Changed { table, revision: rows.revision, key: String::new(), value: None };
            let records = rows.list().into_iter().map(move |Record { key, value, revision }| {
                Changed { table, revision, key, value: Some(value) }
            });
            records.chain([mark])
        };
        of(Table::Runs).chain(of(Table::Leader)).collect()
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
