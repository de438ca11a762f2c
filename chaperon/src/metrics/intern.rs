//! Names become numbers once: a look-up hashes once and allocates nothing for a name it knows.

use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::Arc;

use hashbrown::HashTable;
use rustc_hash::{FxBuildHasher, FxHashMap};

use crate::metrics::filter::MetricFilter;
use crate::metrics::key::{Key, Scope, SharedKey};
use crate::metrics::name::{NameOf, NameRef, Unit};

/// A metric of one recorder: what a sample is recorded under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MetricId(pub(super) u32);

impl MetricId {
    /// A metric that the filter refuses: recording under it does nothing.
    pub const IGNORED: Self = Self(u32::MAX);
}

/// A scope of one recorder: a scenario, perhaps with a group and a session name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ScopeId(pub(super) u32);

#[derive(Debug)]
struct Entry {
    hash: u64,
    scope: ScopeId,
    key: SharedKey,
}

/// The names and scopes that a recorder has seen.
#[derive(Debug)]
pub(super) struct Names {
    table: HashTable<u32>,
    entries: Vec<Entry>,
    scopes: Vec<(Scope, usize)>,
    scope_ids: FxHashMap<Scope, ScopeId>,
    scenarios: Vec<Arc<str>>,
    filter: MetricFilter,
    max_keys: usize,
    labels_lost: bool,
}

impl Names {
    pub(super) fn new(filter: MetricFilter, max_keys: usize) -> Self {
        Self {
            table: HashTable::new(),
            entries: Vec::new(),
            scopes: Vec::new(),
            scope_ids: FxHashMap::default(),
            scenarios: Vec::new(),
            filter,
            max_keys,
            labels_lost: false,
        }
    }

    /// The number of a scope. Beyond the bound, groups and session names are left out.
    pub(super) fn scope(&mut self, scope: &Scope) -> ScopeId {
        if let Some(&id) = self.scope_ids.get(scope) {
            return id;
        }
        let labelled = scope.group.is_some() || scope.session.is_some();
        if labelled && self.scopes.len() >= self.max_keys {
            self.labels_lost = true;
            return self.scope(&Scope::of(Arc::clone(&scope.scenario)));
        }
        let id = ScopeId(index(self.scopes.len()));
        let scenario = self.scenario(&scope.scenario);
        self.scopes.push((scope.clone(), scenario));
        self.scope_ids.insert(scope.clone(), id);
        id
    }

    /// The number of the scope that has the labels of another one, for a scenario of its own.
    pub(super) fn beside(&mut self, scope: ScopeId, scenario: &str) -> ScopeId {
        let labels = self.scopes.get(scope.0 as usize).map(|(labels, _)| labels.clone());
        let scenario = Arc::from(scenario);
        self.scope(&match labels {
            Some(labels) => Scope { scenario, ..labels },
            None => Scope::of(scenario),
        })
    }

    /// The number of the scope one group further in.
    pub(super) fn within(&mut self, scope: ScopeId, group: &str) -> ScopeId {
        let Some((outer, _)) = self.scopes.get(scope.0 as usize) else { return scope };
        let label = match &outer.group {
            None => Arc::from(group),
            Some(around) => Arc::from(format!("{around} > {group}")),
        };
        self.scope(&outer.clone().in_group(label))
    }

    fn scenario(&mut self, name: &Arc<str>) -> usize {
        self.scenarios.iter().position(|known| known == name).unwrap_or_else(|| {
            self.scenarios.push(Arc::clone(name));
            self.scenarios.len() - 1
        })
    }

    /// The number of a metric, as a place in the list of metrics.
    pub(super) fn intern(&mut self, scope: ScopeId, name: NameRef<'_>) -> MetricId {
        let hash = hash_of(scope, &name);
        let entries = &self.entries;
        let found = self.table.find(hash, |&at| {
            entries.get(at as usize).is_some_and(|entry| {
                entry.hash == hash && entry.scope == scope && entry.key.name.by_ref() == name
            })
        });
        match found {
            Some(&at) => MetricId(at),
            None => self.intern_new(hash, scope, name),
        }
    }

    fn intern_new(&mut self, hash: u64, scope: ScopeId, name: NameRef<'_>) -> MetricId {
        if matches!(name, NameOf::Overflow(_)) {
            return self.insert(hash, scope, name);
        }
        if !self.filter.takes(&name) {
            return MetricId::IGNORED;
        }
        if self.entries.len() >= self.max_keys {
            return self.overflow(name.unit());
        }
        self.insert(hash, scope, name)
    }

    fn overflow(&mut self, unit: Unit) -> MetricId {
        let scope = self.scope(&Scope::of(""));
        self.intern(scope, NameOf::Overflow(unit))
    }

    fn insert(&mut self, hash: u64, scope: ScopeId, name: NameRef<'_>) -> MetricId {
        let Some((labels, _)) = self.scopes.get(scope.0 as usize) else {
            return MetricId::IGNORED;
        };
        let key = SharedKey::new(Key { name: name.into_owned(), scope: labels.clone() });
        let at = index(self.entries.len());
        self.entries.push(Entry { hash, scope, key });
        let entries = &self.entries;
        self.table.insert_unique(hash, at, |&at| entries.get(at as usize).map_or(0, |e| e.hash));
        MetricId(at)
    }

    /// The key of a metric.
    pub(super) fn key(&self, at: usize) -> Option<&SharedKey> {
        self.entries.get(at).map(|entry| &entry.key)
    }

    /// The place of a scope's scenario in the list of scenarios.
    pub(super) fn scenario_of(&self, scope: ScopeId) -> Option<usize> {
        self.scopes.get(scope.0 as usize).map(|(_, scenario)| *scenario)
    }

    /// The name of the scenario at a place.
    pub(super) fn scenario_name(&self, at: usize) -> Option<&Arc<str>> {
        self.scenarios.get(at)
    }

    /// The bound, if there were more groups and session names than it lets be told apart.
    pub(super) fn labels_lost(&self) -> Option<usize> {
        self.labels_lost.then_some(self.max_keys)
    }
}

fn hash_of(scope: ScopeId, name: &NameRef<'_>) -> u64 {
    let mut hasher = FxBuildHasher.build_hasher();
    scope.hash(&mut hasher);
    name.hash(&mut hasher);
    hasher.finish()
}

/// A place in a list that `max_keys` (a `u32`) and the number of scenarios bound.
fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
