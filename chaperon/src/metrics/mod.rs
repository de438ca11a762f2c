//! What is measured: names and keys, histograms, the recorder of a core, and snapshots that merge.
//!
//! How it is shown or exported is not decided here.

mod counts;
mod distribution;
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
mod value;
mod wire;

pub(crate) use distribution::rank;
pub use distribution::{Distribution, PERCENTILES};
pub use filter::MetricFilter;
pub use gauge::Gauge;
pub use intern::{MetricId, ScopeId};
pub use key::{Key, Scope};
pub use name::{MetricName, NameOf, NameRef, Unit};
pub use packed::{BadSnapshot, SnapshotReader};
#[cfg(feature = "cluster")]
pub(crate) use packed::{Packer, Unpacker};
pub use phases::{Phases, RunPhase};
pub use recorder::{MetricsOptions, Recorder};
pub use sample::Sample;
pub use sessions::{SessionCounts, SessionEvent};
pub use snapshot::{ErrorCount, ErrorRow, Snapshot, Traffic, View};
pub use value::{Checks, PhaseTimes, Timing, Value};
