//! Keys: a metric's name and whose samples it holds.

use std::hash::{BuildHasher as _, Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

use crate::metrics::name::MetricName;

/// Whose samples: a scenario, within it a group, and a session's name where rows are kept apart.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Scope {
    /// The scenario's name.
    pub scenario: Arc<str>,
    /// The label of the `group`; of groups within groups, `outer > inner`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Arc<str>>,
    /// The session's name: for `as "n"`, or when each session has its own rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<Arc<str>>,
}

impl Scope {
    /// The scope of a scenario, without group or session name.
    pub fn of(scenario: impl Into<Arc<str>>) -> Self {
        Self { scenario: scenario.into(), group: None, session: None }
    }

    /// The same scope, within a group.
    #[must_use]
    pub fn in_group(mut self, group: impl Into<Arc<str>>) -> Self {
        self.group = Some(group.into());
        self
    }

    /// The same scope, kept apart for sessions of this name.
    #[must_use]
    pub fn of_session(mut self, name: impl Into<Arc<str>>) -> Self {
        self.session = Some(name.into());
        self
    }
}

/// What samples are kept apart by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Key {
    /// What was measured.
    pub name: MetricName,
    /// Whose samples they are.
    pub scope: Scope,
}

/// A key that many hold, with its hash: it is looked up far more often than it is made.
#[derive(Debug, Clone)]
pub(super) struct SharedKey(Arc<(u64, Key)>);

impl SharedKey {
    pub(super) fn new(key: Key) -> Self {
        Self(Arc::new((FxBuildHasher.hash_one(&key), key)))
    }
}

impl Deref for SharedKey {
    type Target = Key;

    fn deref(&self) -> &Key {
        &self.0.1
    }
}

impl Hash for SharedKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.0);
    }
}

impl PartialEq for SharedKey {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Eq for SharedKey {}
