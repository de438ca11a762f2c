//! What `load_test!` writes down.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::entry::{Entry, layer};
use super::threshold::Threshold;
use crate::config::{Config, KeyInfo, Layer, LoadTestSettings, Settings};
use crate::error::Result;
use crate::feed::Feed;
use crate::net::http::HttpClients;
use crate::scenario::SetUp;
use crate::session::Session;

/// A load test. Declared by [`load_test!`](crate::load_test!), or built by hand: that gives the
/// same, and is for what is known only at run time.
///
/// ```
/// use chaperon::prelude::*;
/// use chaperon::{Definition, Entry, Load, LoadTest};
///
/// #[derive(Config)]
/// struct Browse {
///     page: u32,
/// }
///
/// #[scenario]
/// async fn browse(session: &mut Session, config: &Browse) -> Result {
///     session.get("/pages/{page}").param("page", config.page).await?;
///     Ok(())
/// }
///
/// load_test! {
///     Written {
///         default_config: { base_url: "http://localhost:5000" },
///         scenarios: [20 * browse as "readers" { page: 1, timeout: 2s } for 5min],
///     }
/// }
///
/// struct Built;
///
/// impl LoadTest for Built {
///     const NAME: &'static str = "Built";
///
///     fn define() -> Definition {
///         let readers = Entry::new::<browse>()
///             .set::<Browse>(config! { page: 1, timeout: 2s })
///             .count(20)
///             .named("readers")
///             .load(Load::For(minutes(5)));
///         Definition::new()
///             .set::<()>(config! { base_url: "http://localhost:5000" })
///             .entry(readers)
///     }
/// }
///
/// assert_eq!(format!("{:?}", Built::define()), format!("{:?}", Written::define()));
/// ```
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

/// What a load test consists of, as [`LoadTest::define`] gives it. One that is made of values of
/// its surroundings is run by [`run_definition`](crate::run_definition).
///
/// ```
/// use chaperon::prelude::*;
/// use chaperon::scenario::ScenarioRef;
/// use chaperon::{Definition, Entry};
///
/// # #[scenario] async fn browse(session: &mut Session) -> Result { session.get("/").await?; Ok(()) }
/// # #[scenario] async fn search(session: &mut Session) -> Result { session.get("/q").await?; Ok(()) }
/// /// An entry a line: `search 20` are twenty sessions that search.
/// fn define(lines: &str) -> Result<Definition> {
///     let mut definition = Definition::new().set::<()>(config! { scenario_timeout: 1min });
///     for line in lines.lines() {
///         let (name, count) = line.split_once(' ').unwrap_or((line, "1"));
///         let known = [ScenarioRef::of::<browse>(), ScenarioRef::of::<search>()];
///         let chosen = known.into_iter().find(|scenario| scenario.name().ends_with(name));
///         definition = definition.entry(Entry::of(chosen).count(count.parse()?));
///     }
///     Ok(definition)
/// }
///
/// let definition = define("search 20\nbrowse").unwrap();
/// assert_eq!(definition.entries()[0].sessions(), 20);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Definition {
    pub(crate) default_config: Layer,
    pub(crate) entries: Vec<Entry>,
    pub(crate) thresholds: Vec<Threshold>,
    pub(crate) feeds: Vec<(String, Feed)>,
    pub(crate) http_clients: HttpClients,
    pub(crate) setup: Option<SetUp>,
    pub(crate) worker_setup: Option<SetUp>,
}

impl Definition {
    /// A load test without entries yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets keys that hold for every entry; later calls win over earlier ones.
    #[must_use]
    pub fn default_config(mut self, layer: Layer) -> Self {
        self.default_config.merge(layer);
        self
    }

    /// Sets keys that hold for every entry, checked by the compiler: those of the struct `C` and
    /// the built-in ones, which are all there is with `()`. Write [`config!`](crate::config!).
    #[must_use]
    pub fn set<C: Config>(self, config: impl FnOnce(&mut Layer, &C::Keys)) -> Self {
        self.default_config(layer::<C>(config))
    }

    /// Sets how the wire `reqwest` comes by its clients; those of a run's options win.
    #[must_use]
    pub fn http_clients(mut self, clients: HttpClients) -> Self {
        self.http_clients = clients;
        self
    }

    /// Sets what is run once before the load. What it gives is for all sessions, which ask for it by
    /// [`Session::setup`].
    #[must_use]
    pub fn setup<T, F>(mut self, function: F) -> Self
    where
        F: AsyncFn(&mut Session) -> Result<T> + Send + Sync + 'static,
        T: Serialize + DeserializeOwned + Send + Sync + 'static,
    {
        self.setup = Some(SetUp::of_load_test(function));
        self
    }

    /// Sets what is run before the load, once in every process that makes it. What it gives is for
    /// all sessions there, which ask for it by [`Session::worker_setup`].
    #[must_use]
    pub fn worker_setup<T, F>(mut self, function: F) -> Self
    where
        F: AsyncFn(&mut Session) -> Result<T> + Send + Sync + 'static,
        T: Send + Sync + 'static,
    {
        self.worker_setup = Some(SetUp::of_worker(function));
        self
    }

    /// Adds an entry.
    #[must_use]
    pub fn entry(mut self, entry: Entry) -> Self {
        self.entries.push(entry);
        self
    }

    /// Adds what a run is held to.
    #[must_use]
    pub fn threshold(mut self, threshold: Threshold) -> Self {
        self.thresholds.push(threshold);
        self
    }

    /// Adds rows of data for sessions, which ask for them by this name:
    /// [`session.feed`](crate::Session::feed).
    ///
    /// ```
    /// use chaperon::{Definition, Feed};
    ///
    /// let definition = Definition::new().feed("numbers", Feed::rows(1..=1000_u32).wrap());
    /// let (name, numbers) = definition.feeds().next().unwrap();
    /// assert_eq!(format!("{name}: {numbers}"), "numbers: rows(1000).wrap() as u32");
    /// ```
    #[must_use]
    pub fn feed(mut self, name: impl Into<String>, feed: Feed) -> Self {
        self.feeds.push((name.into(), feed));
        self
    }

    /// The same config for other entries. The thresholds are about those of before.
    #[must_use]
    pub(crate) fn with_entries(mut self, entries: Vec<Entry>) -> Self {
        self.entries = entries;
        self.thresholds = Vec::new();
        self
    }

    /// What is run before the load, in this order.
    pub(crate) fn set_ups(&self) -> impl Iterator<Item = &SetUp> {
        self.setup.iter().chain(&self.worker_setup)
    }

    /// The keys that its set-ups may read: those of all scenarios, with their defaults, and what is
    /// set for every entry.
    pub(crate) fn set_up_config(&self, over: &Layer) -> Layer {
        let mut layer = Layer::new();
        for member in self.entries.iter().flat_map(|entry| &entry.members) {
            layer.merge(member.defaults());
            member.runs().iter().for_each(|keys| layer.know(keys));
        }
        layer.merge(self.default_config.clone());
        layer.merge(over.clone());
        layer
    }

    /// The config that this process's environment gives it.
    pub(crate) fn environment(&self) -> Layer {
        Layer::from_environment(std::env::vars_os(), &self.known())
    }

    /// The keys that there are.
    pub(crate) fn known(&self) -> Vec<&'static [KeyInfo]> {
        let members = self.entries.iter().flat_map(|entry| entry.members());
        let own = members.flat_map(|member| member.runs().iter().copied().chain([member.keys()]));
        own.chain([Settings::INFO, LoadTestSettings::INFO]).collect()
    }

    /// The entries, in the order in which they are declared.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The feeds by their names, in the order in which they are declared.
    pub fn feeds(&self) -> impl Iterator<Item = (&str, &Feed)> {
        self.feeds.iter().map(|(name, feed)| (name.as_str(), feed))
    }

    /// What a run is held to, in the order in which it is declared.
    pub fn thresholds(&self) -> &[Threshold] {
        &self.thresholds
    }
}
