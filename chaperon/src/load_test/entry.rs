//! An entry of a load test: a scenario or a sequence, its config and its load.

use std::time::Duration;

use super::{Definition, Load};
use crate::config::{Config, Layer};
use crate::scenario::{Scenario, ScenarioRef};

/// One entry of a load test: a scenario or a sequence of them, its config and its load.
///
/// ```
/// use chaperon::config::Layer;
/// use chaperon::prelude::*;
/// use chaperon::scenario::ScenarioRef;
/// use chaperon::{Entry, Load};
///
/// # #[scenario] async fn log_in(session: &mut Session) -> Result { session.get("/").await?; Ok(()) }
/// # #[scenario] async fn browse(session: &mut Session) -> Result { session.get("/").await?; Ok(()) }
/// // A key and a value known only at run time.
/// let mut layer = Layer::new();
/// layer.set_text("http.follow_redirects=0").unwrap();
///
/// // 10 * [log_in, browse] as "guests" { timeout: 2s, http: { follow_redirects: 0 } } times 100
/// let entry = Entry::of([ScenarioRef::of::<log_in>(), ScenarioRef::of::<browse>()])
///     .set::<()>(config! { timeout: 2s })
///     .config(layer)
///     .count(10)
///     .named("guests")
///     .load(Load::Times(100));
/// assert!(entry.title().starts_with('['));
/// ```
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
        Self::of([ScenarioRef::of::<S>()])
    }

    /// One session that runs these scenarios one after the other.
    ///
    /// What one assigns is config of the next.
    pub fn of(members: impl IntoIterator<Item = ScenarioRef>) -> Self {
        Self {
            members: members.into_iter().collect(),
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

    /// Sets keys of this entry alone, checked by the compiler: those of the struct `C` and the
    /// built-in ones, which are all there is with `()`. Write [`config!`](crate::config!).
    #[must_use]
    pub fn set<C: Config>(self, config: impl FnOnce(&mut Layer, &C::Keys)) -> Self {
        self.config(layer::<C>(config))
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

/// What `config!` sets.
pub(super) fn layer<C: Config>(config: impl FnOnce(&mut Layer, &C::Keys)) -> Layer {
    let mut layer = Layer::new();
    config(&mut layer, &C::KEYS);
    layer
}
