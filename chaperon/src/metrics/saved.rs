//! A snapshot as it is saved and sent: lists in a fixed order instead of maps.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::metrics::key::{Key, SharedKey};
use crate::metrics::sessions::SessionCounts;
use crate::metrics::snapshot::{ErrorCount, Snapshot, Traffic};
use crate::metrics::value::{ByPhase, Value};

/// The saved form.
#[derive(Serialize, Deserialize)]
pub(super) struct Saved {
    metrics: Vec<Metric>,
    errors: Vec<Errors>,
    sessions: BTreeMap<Arc<str>, SessionCounts>,
    traffic: Traffic,
}

#[derive(Serialize, Deserialize)]
struct Metric {
    key: Key,
    values: ByPhase<Value>,
}

#[derive(Serialize, Deserialize)]
struct Errors {
    scenario: Arc<str>,
    kind: String,
    counts: ByPhase<ErrorCount>,
}

/// A metric whose values are not of its unit.
#[derive(Debug, thiserror::Error)]
#[error("the values of metric `{0}` are not of its unit")]
pub(super) struct WrongUnit(String);

impl From<Snapshot> for Saved {
    fn from(snapshot: Snapshot) -> Self {
        let Snapshot { metrics, errors, sessions, traffic } = snapshot;
        let metrics =
            metrics.into_iter().map(|(key, values)| Metric { key: Key::clone(&key), values });
        let mut metrics: Vec<_> = metrics.collect();
        metrics.sort_by(|a, b| a.key.cmp(&b.key));
        let errors = errors.into_iter();
        let errors =
            errors.map(|((scenario, kind), counts)| Errors { scenario, kind, counts }).collect();
        Self { metrics, errors, sessions, traffic }
    }
}

impl TryFrom<Saved> for Snapshot {
    type Error = WrongUnit;

    fn try_from(saved: Saved) -> Result<Self, WrongUnit> {
        let Saved { metrics, errors, sessions, traffic } = saved;
        let errors = errors.into_iter().map(|e| ((e.scenario, e.kind), e.counts)).collect();
        let mut snapshot = Self { metrics: Default::default(), errors, sessions, traffic };
        for Metric { key, values } in metrics {
            if !values.iter().all(|(_, value)| value.fits(key.name.unit())) {
                return Err(WrongUnit(key.name.to_string()));
            }
            snapshot.insert(SharedKey::new(key), values);
        }
        Ok(snapshot)
    }
}
