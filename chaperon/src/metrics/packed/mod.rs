//! Snapshots as bytes: small, and quick to read and to merge. They go between the nodes of a cluster;
//! what is kept in files is JSON, for which see `saved`.

mod bytes;
mod error;
mod keys;
mod snapshot;
#[cfg(feature = "cluster")]
mod split;
mod values;

pub(crate) use bytes::{Packer, Unpacker};
pub use error::BadSnapshot;
pub use snapshot::SnapshotReader;
