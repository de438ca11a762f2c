//! Snapshots as bytes: small, and quick to read and to merge. They go between the nodes of a cluster;
//! what is kept in files is JSON, for which see `saved`.

mod keys;
mod reader;
mod snapshot;
#[cfg(feature = "cluster")]
mod split;
mod values;

pub use reader::{PackedSnapshot, SnapshotReader};
