//! The load tests and scenarios that a program knows by name.

use super::{Definition, LoadTest};
use crate::scenario::{Scenario, ScenarioRef};

/// A [`LoadTest`] without its type.
#[derive(Debug, Clone, Copy)]
pub struct LoadTestRef {
    /// The name under which it is run.
    pub name: &'static str,
    /// Its documentation.
    pub docs: &'static str,
    define: fn() -> Definition,
}

impl LoadTestRef {
    /// The load test `T`.
    pub const fn of<T: LoadTest>() -> Self {
        Self { name: T::NAME, docs: T::DOCS, define: T::define }
    }

    /// Its config and its entries.
    pub fn define(&self) -> Definition {
        (self.define)()
    }
}

/// The load tests and scenarios that a program knows by name: what
/// [`chaperon::main!`](crate::main!) lists.
///
/// ```
/// use chaperon::cluster::Registry;
/// use chaperon::prelude::*;
///
/// # #[scenario] async fn browse(session: &mut Session) -> Result { session.get("/").await?; Ok(()) }
/// # #[scenario] async fn search(session: &mut Session) -> Result { session.get("/").await?; Ok(()) }
/// load_test! {
///     Shop {
///         default_config: { base_url: "http://localhost:5000" },
///         scenarios: [10 * browse],
///     }
/// }
///
/// // As of chaperon::main!(Shop; scenarios: search).
/// let registry = Registry::new().load_test::<Shop>().scenario::<search>();
/// ```
#[derive(Debug, Clone, Default)]
pub struct Registry {
    load_tests: Vec<LoadTestRef>,
    scenarios: Vec<ScenarioRef>,
}

impl Registry {
    /// A registry that knows nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a load test.
    #[must_use]
    pub fn load_test<T: LoadTest>(mut self) -> Self {
        self.load_tests.push(LoadTestRef::of::<T>());
        self
    }

    /// Adds a scenario that no load test lists.
    #[must_use]
    pub fn scenario<S: Scenario>(mut self) -> Self {
        self.scenarios.push(ScenarioRef::of::<S>());
        self
    }

    /// The load tests, in the order in which they were added.
    pub(crate) fn load_tests(&self) -> &[LoadTestRef] {
        &self.load_tests
    }

    /// The load test of that name.
    pub(crate) fn find(&self, name: &str) -> Option<&LoadTestRef> {
        self.load_tests.iter().find(|test| test.name == name)
    }

    /// All scenarios: those listed, and those of the load tests, each once, in order.
    pub(crate) fn scenarios(&self) -> Vec<ScenarioRef> {
        let listed = self.scenarios.iter().copied();
        let used = self
            .load_tests
            .iter()
            .flat_map(|test| test.define().entries)
            .flat_map(|entry| entry.members);
        let mut all: Vec<ScenarioRef> = Vec::new();
        for scenario in listed.chain(used) {
            if all.iter().all(|known| known.name() != scenario.name()) {
                all.push(scenario);
            }
        }
        all
    }
}
