//! What `load_test!` writes down.

use std::time::Duration;

use super::Stages;
use crate::config::Layer;
use crate::scenario::{Scenario, ScenarioRef};
use crate::time::Rate;

/// A load test. Declared by [`load_test!`](crate::load_test!).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a load test",
    label = "not a load test",
    note = "declare it with `load_test! {{ pub {Self} {{ scenarios: [..] }} }}`"
)]
pub trait LoadTest: 'static {
    /// The name under which it is run and shown.
    const NAME: &'static str;
    /// Its documentation.
    const DOCS: &'static str = "";

    /// Its config and its entries.
    fn define() -> Definition;
}

/// What a load test consists of.
#[derive(Debug, Clone, Default)]
pub struct Definition {
    pub(crate) default_config: Layer,
    pub(crate) entries: Vec<Entry>,
}

impl Definition {
    /// A load test without entries yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the keys that hold for every entry.
    #[must_use]
    pub fn default_config(mut self, layer: Layer) -> Self {
        self.default_config = layer;
        self
    }

    /// Adds an entry.
    #[must_use]
    pub fn entry(mut self, entry: Entry) -> Self {
        self.entries.push(entry);
        self
    }

    /// The same load test with other entries.
    #[must_use]
    pub(crate) fn with_entries(mut self, entries: Vec<Entry>) -> Self {
        self.entries = entries;
        self
    }

    /// The entries, in the order in which they are declared.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// One entry of a load test: a scenario or a sequence of them, its config and its load.
#[derive(Debug, Clone)]
pub struct Entry {
    pub(crate) members: Vec<ScenarioRef>,
    pub(crate) config: Layer,
    pub(crate) count: u64,
    pub(crate) name: Option<String>,
    pub(crate) load: Load,
    pub(crate) every: Option<Duration>,
    pub(crate) after: Duration,
}

impl Entry {
    /// One session of one scenario.
    pub fn new<S: Scenario>() -> Self {
        Self::of(vec![ScenarioRef::of::<S>()])
    }

    /// One session that runs these scenarios one after the other.
    ///
    /// What one assigns is config of the next.
    pub fn of(members: Vec<ScenarioRef>) -> Self {
        Self {
            members,
            config: Layer::new(),
            count: 1,
            name: None,
            load: Load::Once,
            every: None,
            after: Duration::ZERO,
        }
    }

    /// Sets keys of this entry alone; later calls win over earlier ones.
    #[must_use]
    pub fn config(mut self, layer: Layer) -> Self {
        self.config.merge(layer);
        self
    }

    /// How many sessions run side by side (1 unless said).
    #[must_use]
    pub fn count(mut self, count: u64) -> Self {
        self.count = count;
        self
    }

    /// The sessions' name, under which they are measured apart (`as "name"`).
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// The same entry with this scenario alone.
    #[must_use]
    pub(crate) fn only(mut self, scenario: ScenarioRef) -> Self {
        self.members = vec![scenario];
        self
    }

    /// How long the sessions go on (once each unless said).
    #[must_use]
    pub fn load(mut self, load: Load) -> Self {
        self.load = load;
        self
    }

    /// How often a slot starts a session (as soon as the last one has ended, unless said): at
    /// whole multiples of `period` from when the slot opened. A session that takes longer is
    /// followed at once by the next.
    #[must_use]
    pub fn every(mut self, period: Duration) -> Self {
        self.every = Some(period);
        self
    }

    /// When all of it begins, from the beginning of the load (at once unless said).
    #[must_use]
    pub fn after(mut self, wait: Duration) -> Self {
        self.after = wait;
        self
    }

    /// The scenarios it runs: one, or a sequence.
    pub fn members(&self) -> &[ScenarioRef] {
        &self.members
    }

    /// Its whole config: built-in defaults, the load test's, its own, and what was given for this
    /// run; the later wins.
    pub fn layer(&self, definition: &Definition, over: &Layer) -> Layer {
        let mut layer = Layer::new();
        for member in &self.members {
            layer.merge(member.defaults());
            member.runs().iter().for_each(|keys| layer.know(keys));
        }
        layer.merge(definition.default_config.clone());
        layer.merge(self.config.clone());
        layer.merge(over.clone());
        layer
    }

    /// How many sessions run side by side; those that arrive are not among them.
    pub fn sessions(&self) -> u64 {
        match &self.load {
            Load::With(slots) => slots.highest(),
            Load::At { .. } => 0,
            Load::Once | Load::For(_) | Load::Times(_) => self.count,
        }
    }

    /// How it is shown: `browse`, or `[log_in, browse]` for a sequence.
    pub fn title(&self) -> String {
        match self.members.as_slice() {
            [one] => one.name().to_owned(),
            many => {
                let names: Vec<_> = many.iter().map(|member| member.name()).collect();
                format!("[{}]", names.join(", "))
            }
        }
    }
}

/// How the sessions of an entry follow each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Load {
    /// One session a slot.
    #[default]
    Once,
    /// Session after session in each slot, for this long (`for 5min`).
    For(Duration),
    /// Session after session, this many over all slots (`times 1000`).
    Times(u64),
    /// Session after session in as many slots as the stages say (`with [0 -> 100 in 1min]`).
    With(Stages<u64>),
    /// Sessions arrive, however long those before them take (`at 500/s for 5min`).
    At {
        /// How many, and when.
        rates: Stages<Rate>,
        /// Whether the times between them are random, exponentially distributed, as those of
        /// independent users are; else they are even.
        poisson: bool,
    },
}

impl Load {
    /// How long it goes on by plan; `None` when it ends with its last session.
    pub fn length(&self) -> Option<Duration> {
        match self {
            Self::Once | Self::Times(_) => None,
            Self::For(length) => Some(*length),
            Self::With(slots) => Some(slots.length()),
            Self::At { rates, .. } => Some(rates.length()),
        }
    }
}
