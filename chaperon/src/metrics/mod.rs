//! What is measured: names and keys, histograms, the recorder of a core, and snapshots that merge.
//!
//! How it is shown or exported is not decided here.

mod buckets;
mod bytes;
mod counts;
mod distribution;
mod error;
mod filter;
mod gauge;
mod intern;
mod interval;
mod key;
mod meter;
mod name;
mod packed;
mod phases;
mod recorder;
mod sample;
mod saved;
mod sessions;
mod snapshot;
mod steps;
mod value;
mod wire;

#[cfg(feature = "cluster")]
pub(crate) use bytes::{Packer, Unpacker};
pub(crate) use distribution::rank;
pub use distribution::{Distribution, PERCENTILES};
pub use error::BadSnapshot;
pub use filter::MetricFilter;
pub use gauge::Gauge;
pub use intern::{MetricId, ScopeId};
pub use key::{Key, Scope};
pub use name::{MetricName, NameOf, NameRef, Unit};
pub use packed::{PackedSnapshot, SnapshotReader};
pub use phases::{Phases, RunPhase};
pub use recorder::{MetricsOptions, Recorder};
pub use sample::Sample;
pub use sessions::{SessionCounts, SessionEvent};
pub use snapshot::{ErrorCount, ErrorRow, Snapshot, Traffic, View};
pub use value::{Checks, PhaseTimes, Timing, Value};
