//! Names and limits of what is kept in the server.

use std::time::Duration;

use async_nats::jetstream::stream::{Config, DiscardPolicy, StorageType};

use crate::cluster::engine::Table;

const MIB: i64 = 1 << 20;

/// The names of a cluster.
#[derive(Debug)]
pub(super) struct Layout {
    cluster: String,
    /// Of results, in bytes.
    max_bytes: u64,
    replicas: usize,
}

/// A stream of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    Table(Table),
    Results,
}

/// All of them.
pub(super) const ALL: [Kept; 4] = [
    Kept::Table(Table::Leader),
    Kept::Table(Table::Nodes),
    Kept::Table(Table::Runs),
    Kept::Results,
];

impl Layout {
    pub(super) fn new(cluster: &str, max_bytes: u64, clustered: bool) -> Self {
        Self { cluster: cluster.to_owned(), max_bytes, replicas: if clustered { 3 } else { 1 } }
    }

    /// The name of a stream. A table is what NATS calls a bucket.
    pub(super) fn stream(&self, kept: Kept) -> String {
        match kept {
            Kept::Table(table) => format!("KV_{}", self.bucket(table)),
            Kept::Results => format!("CHAP_{}_RESULTS", self.cluster),
        }
    }

    /// What every subject of a table's records begins with.
    pub(super) fn records(&self, table: Table) -> String {
        format!("$KV.{}.", self.bucket(table))
    }

    /// What every subject of a run's results begins with; the node's name follows.
    pub(super) fn results(&self, run: &str) -> String {
        format!("chap.{}.res.{run}.", self.cluster)
    }

    /// What a node is asked.
    pub(super) fn node(&self, node: &str) -> String {
        format!("chap.{}.node.{node}.cmd", self.cluster)
    }

    pub(super) fn config(&self, kept: Kept) -> Config {
        match kept {
            Kept::Table(table) => self.table(table),
            Kept::Results => Config {
                name: self.stream(kept),
                subjects: vec![format!("chap.{}.res.*.*", self.cluster)],
                max_bytes: i64::try_from(self.max_bytes).unwrap_or(i64::MAX),
                max_age: Duration::from_secs(24 * 3600),
                duplicate_window: Duration::from_secs(10 * 60),
                discard: DiscardPolicy::New,
                storage: StorageType::File,
                num_replicas: self.replicas,
                ..Config::default()
            },
        }
    }

    /// As other programs make a bucket, so that they can read it.
    fn table(&self, table: Table) -> Config {
        let (storage, max_bytes, max_age) = match table {
            Table::Leader => (StorageType::File, MIB, Duration::from_secs(10)),
            Table::Nodes => (StorageType::Memory, 16 * MIB, Duration::from_secs(6)),
            Table::Runs => (StorageType::File, 256 * MIB, Duration::ZERO),
        };
        let two_minutes = Duration::from_secs(120);
        Config {
            name: self.stream(Kept::Table(table)),
            subjects: vec![format!("{}>", self.records(table))],
            max_messages_per_subject: 1,
            max_bytes,
            max_age,
            duplicate_window: if max_age.is_zero() { two_minutes } else { max_age },
            discard: DiscardPolicy::New,
            storage,
            num_replicas: self.replicas,
            allow_rollup: true,
            deny_delete: true,
            allow_direct: true,
            ..Config::default()
        }
    }

    fn bucket(&self, table: Table) -> String {
        let table = match table {
            Table::Leader => "leader",
            Table::Nodes => "nodes",
            Table::Runs => "runs",
        };
        format!("chap_{}_{table}", self.cluster)
    }
}
