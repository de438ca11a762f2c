//! What is checked of a run before it is planned: mistakes are told before anything is sent.

use super::crowd::{check_rows, cores, room};
use super::part::Part;
use super::thresholds::{self, Plan};
use super::{Output, RunError, RunOptions};
use crate::config::{HttpWire, Layer, LoadTestSettings, Settings};
use crate::feed::Feeds;
use crate::load_test::{Definition, Finding, check};
use crate::net::http::HttpClients;
use crate::plan::{EntryLoad, Portion, planned_duration};
use crate::runner::EntrySetup;

/// A load test, and how it is to run.
pub(super) struct Asked<'a> {
    pub(super) name: &'a str,
    pub(super) definition: &'a Definition,
    pub(super) options: &'a RunOptions,
    pub(super) part: Part,
    pub(super) seed: u64,
}

/// What was found to be right, and what follows from it.
pub(super) struct Checked {
    pub(super) settings: LoadTestSettings,
    pub(super) entries: Vec<EntrySetup>,
    /// Of each entry, over all cores.
    pub(super) loads: Vec<EntryLoad>,
    pub(super) feeds: Feeds,
    pub(super) http_clients: HttpClients,
    /// The cores of this process.
    pub(super) portion: Portion,
    /// How many slots they may open for arrivals.
    pub(super) room: u64,
}

impl Asked<'_> {
    /// Checks all that can be checked.
    ///
    /// # Errors
    /// As [`prepare`](super::prepare()).
    pub(super) fn check(&self) -> Result<Checked, RunError> {
        let feeds = self.feeds()?;
        check_output(self.options)?;
        let (loads, settings) = (self.loads(), self.settings()?);
        self.check_thresholds(&loads, &settings)?;
        check_rows(&loads, self.options, &settings)?;
        let portion = self.part.portion(|| cores(self.options, &loads));
        let room = room(&loads, portion, &settings)?;
        let entries = self.entries();
        let http_clients = self.http_clients(&entries)?;
        Ok(Checked { settings, entries, loads, feeds, http_clients, portion, room })
    }

    /// The feeds, if nothing is wrong with the load test or with them.
    fn feeds(&self) -> Result<Feeds, RunError> {
        let Self { definition, options, .. } = *self;
        let mut findings = check(definition, &options.config);
        let feeds = match self.part.worker() {
            Some(worker) => Feeds::read(&definition.feeds, self.seed, worker),
            None => Ok(Feeds::default()),
        };
        let feeds = feeds.unwrap_or_else(|wrong| {
            findings.extend(wrong.into_iter().map(of_all));
            Feeds::default()
        });
        if findings.is_empty() { Ok(feeds) } else { Err(self.wrong(findings)) }
    }

    fn wrong(&self, findings: Vec<Finding>) -> RunError {
        RunError::Config { load_test: self.name.to_owned(), findings }
    }

    fn loads(&self) -> Vec<EntryLoad> {
        let scale = self.options.scale.unwrap_or(1.0);
        self.definition.entries.iter().map(|entry| EntryLoad::of(entry, scale)).collect()
    }

    /// The keys that hold for the load test as a whole.
    fn settings(&self) -> Result<LoadTestSettings, RunError> {
        let mut layer = Layer::defaults_of::<LoadTestSettings>();
        layer.merge(self.definition.default_config.clone());
        layer.merge(self.options.config.clone());
        let settings = layer.resolve().and_then(|effective| effective.read());
        settings.map_err(|error| self.wrong(vec![of_all(error.to_string())]))
    }

    fn check_thresholds(
        &self,
        loads: &[EntryLoad],
        settings: &LoadTestSettings,
    ) -> Result<(), RunError> {
        let plan = Plan {
            load_test: self.name,
            load: planned_duration(loads).into_iter().chain(self.options.duration).min(),
            warm_up: settings.warm_up,
            filter: &self.options.metrics,
        };
        thresholds::check(&self.definition.thresholds, &plan)
    }

    fn entries(&self) -> Vec<EntrySetup> {
        let entries = self.definition.entries.iter();
        entries
            .map(|entry| EntrySetup {
                title: entry.title(),
                name: entry.name.clone(),
                members: entry.members.clone(),
                config: entry.layer(self.definition, &self.options.config),
            })
            .collect()
    }

    /// Those of the options, or else those of the load test, if some entry uses them.
    fn http_clients(&self, entries: &[EntrySetup]) -> Result<HttpClients, RunError> {
        let given = &self.options.http_clients;
        let clients = if given.are_given() { given } else { &self.definition.http_clients };
        let takes_clients = |entry: &EntrySetup| {
            built_in_keys(entry).is_some_and(|settings| settings.http.wire == HttpWire::Reqwest)
        };
        if clients.are_given() && !entries.iter().any(takes_clients) {
            let message = "the load test has HTTP clients of its own, and no scenario uses them: \
                           set `http.wire: \"reqwest\"`, or leave `http_clients` out";
            return Err(RunError::Options(message.to_owned()));
        }
        Ok(clients.clone())
    }
}

/// The built-in keys of an entry whose config was checked.
pub(super) fn built_in_keys(entry: &EntrySetup) -> Option<Settings> {
    entry.config.resolve().ok()?.read().ok()
}

/// What is wrong with the load test as a whole.
fn of_all(message: String) -> Finding {
    Finding { scenario: None, message }
}

fn check_output(options: &RunOptions) -> Result<(), RunError> {
    let mut sending = options.exports.iter().filter(|exporter| exporter.sends());
    match sending.next() {
        Some(exporter) if options.output == Output::Stdout => Err(RunError::Options(format!(
            "--output - prints the results, and the export {} sends them: leave out one",
            exporter.name()
        ))),
        _ => Ok(()),
    }
}
