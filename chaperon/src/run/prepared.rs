//! A run that is ready to start, and what can be said of it before it does.

use std::time::Duration;

use serde_json::Value;

use crate::config::{LoadTestSettings, Secrets};
#[cfg(feature = "cluster")]
use crate::event::Ending;
use crate::event::Started;
use crate::feed::Feed;
use crate::load_test::threshold::Threshold;
use crate::plan::EntryLoad;
use crate::runner::{EntrySetup, Setup};
use crate::scenario::SetUp;

/// A run that is ready to start.
pub struct Prepared {
    pub(super) setup: Setup,
    pub(super) started: Started,
    /// The load-test-wide keys.
    pub(super) settings: LoadTestSettings,
    /// How long teardowns may take; `None` is for ever.
    pub(super) teardown: Option<Duration>,
    /// When the load is over by plan, if it is.
    pub(super) planned: Option<Duration>,
    /// What the run is held to.
    pub(super) thresholds: Vec<Threshold>,
    /// The load of each entry, over all cores.
    pub(super) loads: Vec<EntryLoad>,
}

impl Prepared {
    /// The entries, each with its load.
    pub fn entries(&self) -> impl Iterator<Item = (&EntrySetup, &EntryLoad)> {
        self.setup.entries.iter().zip(&self.loads)
    }

    /// What is run before the load.
    pub fn set_ups(&self) -> &[SetUp] {
        &self.setup.set_ups
    }

    /// What the cores of this process need to know.
    #[cfg(feature = "cluster")]
    pub(crate) fn setup(&self) -> &Setup {
        &self.setup
    }

    /// What is known of the run when it begins.
    #[cfg(feature = "cluster")]
    pub(crate) fn started(&self) -> &Started {
        &self.started
    }

    /// When the load is over by plan, after its begin, and how that is called.
    #[cfg(feature = "cluster")]
    pub(crate) fn planned_end(&self, duration: Option<Duration>) -> Option<(Duration, Ending)> {
        let ends = [
            (self.settings.load_test_timeout.get(), Ending::LoadTestTimeout),
            (duration, Ending::DurationReached),
            (self.planned, Ending::Finished),
        ];
        let ends = ends.into_iter().filter_map(|(length, ending)| Some((length?, ending)));
        ends.min_by_key(|(length, _)| *length)
    }

    /// What the run is held to.
    pub fn thresholds(&self) -> &[Threshold] {
        &self.thresholds
    }

    /// The name, the number of rows and the declaration of each feed.
    pub(crate) fn feeds(&self) -> impl Iterator<Item = (&str, usize, &Feed)> {
        self.setup.feeds.all()
    }

    /// What no output of the run may show.
    pub fn secrets(&self) -> Secrets {
        let entries = self.setup.entries.iter();
        let configs: Vec<_> = entries.filter_map(|entry| entry.config.resolve().ok()).collect();
        Secrets::of(&configs)
    }

    /// The config of each entry as it counts, without secrets.
    pub(super) fn config(&self) -> Value {
        let entries = self.setup.entries.iter();
        entries
            .map(|entry| {
                let config = entry.config.resolve();
                let config = config.map_or(Value::Null, |effective| effective.redacted());
                (entry.title.clone(), config)
            })
            .collect()
    }
}
