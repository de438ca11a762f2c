//! The engine of a cluster: tables whose records change by compare-and-set, a store of results that
//! acknowledges what it holds, and messages between nodes.
//!
//! What is kept in it is written in `protocol`; an engine moves bytes.

mod error;
mod local;
mod names;
mod nats;
#[cfg(test)]
mod tests;
mod troubles;

use std::time::Duration;

use bytes::Bytes;
use futures_util::future::BoxFuture;
use tokio::sync::{mpsc, oneshot};

pub use error::EngineError;
pub(crate) use local::Local;
pub(crate) use nats::Nats;
pub use nats::NatsOptions;
pub(crate) use troubles::Troubles;

/// What an engine does next, and what comes of it.
pub(crate) type Doing<'a, T = ()> = BoxFuture<'a, Result<T, EngineError>>;

/// The version of a record. It grows with every change in its table, whatever record is changed.
pub(crate) type Revision = u64;

/// A table of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Table {
    /// One record, `leader`, which is gone 10 s after its last change. Its revisions grow on when the
    /// engine ends and is back.
    Leader,
    /// The nodes by name, each gone 6 s after its last change. When the engine ends, they are gone,
    /// and their revisions begin anew.
    Nodes,
    /// The runs by their ids. Survives the engine's end.
    Runs,
}

/// A record, as it was at a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    pub(crate) key: String,
    pub(crate) value: Bytes,
    pub(crate) revision: Revision,
}

/// A change in a table that is watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Change {
    /// A record is there, or is another now.
    Put(Record),
    /// A record was deleted. One that is gone by its age is not told of: list the table.
    Deleted(String),
    /// All records that were there when the watch began have been told of.
    UpToDate,
}

/// A stored part of a run's results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    /// Who stored it.
    pub(crate) node: String,
    pub(crate) payload: Bytes,
}

/// A message to a node, which waits for its answer.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) payload: Bytes,
    /// Where the answer goes; who asked may have gone away.
    pub(crate) answer: oneshot::Sender<Bytes>,
}

/// What stands between the nodes of a cluster.
///
/// Every future ends: what waits for an engine that is away ends with
/// [`EngineError::Away`], and may be tried again. Streams outlive the engine's absence, and go on when
/// it is back, without a gap; they end when the engine is dropped. A key, a node's name and a run's id
/// consist of letters, digits, `-` and `_`.
pub(crate) trait Engine: Send + Sync + 'static {
    /// A record, if it is there.
    fn get(&self, table: Table, key: &str) -> Doing<'_, Option<Record>>;

    /// All records of a table, in the order of their revisions.
    fn list(&self, table: Table) -> Doing<'_, Vec<Record>>;

    /// Adds a record; [`EngineError::Conflict`] when there is one of that key.
    fn create(&self, table: Table, key: &str, value: Bytes) -> Doing<'_, Revision>;

    /// Changes a record that is still at this revision; [`EngineError::Conflict`] otherwise.
    fn update(
        &self,
        table: Table,
        key: &str,
        value: Bytes,
        revision: Revision,
    ) -> Doing<'_, Revision>;

    /// Writes a record, whatever is there.
    fn put(&self, table: Table, key: &str, value: Bytes) -> Doing<'_, Revision>;

    /// Deletes a record, if it is there.
    fn delete(&self, table: Table, key: &str) -> Doing<'_>;

    /// The records of a table, then its changes as they come.
    fn watch(&self, table: Table) -> Doing<'_, mpsc::UnboundedReceiver<Change>>;

    /// Stores a part of a run's results, at most 1 MB of it. Ok means that it is stored, and stays
    /// so when the engine ends; storing it again under the same `id` within minutes stores it once.
    /// [`EngineError::Full`] when there is no room.
    fn store(&self, run: &str, node: &str, id: &str, payload: Bytes) -> Doing<'_>;

    /// All that is stored of a run, from the first on, and then what is stored from now on.
    fn stored(&self, run: &str) -> Doing<'_, mpsc::UnboundedReceiver<Stored>>;

    /// Asks a node; [`EngineError::NoNode`] at once when nobody of that name listens,
    /// [`EngineError::NoAnswer`] after `patience`.
    fn ask(&self, node: &str, payload: Bytes, patience: Duration) -> Doing<'_, Bytes>;

    /// What this node is asked.
    fn asked(&self, node: &str) -> Doing<'_, mpsc::UnboundedReceiver<Asked>>;

    /// How it is called for people: its address, without secrets.
    fn place(&self) -> String;

    /// What has gone wrong with the connection to it so far.
    fn troubles(&self) -> Troubles {
        Troubles::default()
    }
}
