//! From a load test and options to a setup that the runner can start.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::limits::{self, OpenFiles};
use super::thresholds::{self, Plan};
use super::{Output, RunError, RunOptions};
use crate::config::{HttpWire, Layer, LoadTestSettings, Secrets, Settings};
#[cfg(feature = "cluster")]
use crate::event::Ending;
use crate::event::{Planned, Started};
use crate::feed::{Feed, Feeds, Worker};
use crate::load_test::threshold::Threshold;
use crate::load_test::{Definition, Finding, Load, check};
use crate::metrics::MetricsOptions;
use crate::net::http::HttpClients;
use crate::plan::{EntryLoad, Portion, planned_duration, ramp, share_room};
use crate::runner::{EntrySetup, Setup};
use crate::scenario::SetUp;
use crate::session::Given;

/// The most sessions that may have rows of their own.
const MOST_PER_SESSION: u64 = 1000;

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
    loads: Vec<EntryLoad>,
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

#[cfg_attr(not(feature = "cluster"), expect(dead_code, reason = "only nodes of a cluster do that"))]
/// Whom a run is made ready for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// This machine alone.
    Alone,
    /// A worker, who runs this portion of it.
    Of(Portion),
    /// Who has others run it, on so many cores in all.
    Lead {
        /// All of the workers'.
        cores: u32,
    },
}

/// Makes a run ready to start: checks all that can be checked, and plans it.
///
/// # Errors
/// [`RunError::Config`] with all findings, [`RunError::Options`] when the options ask for what
/// cannot be.
pub fn prepare(
    name: &str,
    definition: &Definition,
    options: &RunOptions,
) -> Result<Prepared, RunError> {
    prepare_part(name, definition, options, Part::Alone)
}

/// Makes a part of a run ready, as [`prepare`] does the whole.
///
/// # Errors
/// As [`prepare`].
pub(crate) fn prepare_part(
    name: &str,
    definition: &Definition,
    options: &RunOptions,
    part: Part,
) -> Result<Prepared, RunError> {
    let mut findings = check(definition, &options.config);
    // Short enough to be typed, and exact in whatever reads the results.
    let seed = options.seed.unwrap_or_else(|| fastrand::u32(..).into());
    let feeds = feeds(definition, seed, part).unwrap_or_else(|wrong| {
        findings.extend(wrong.into_iter().map(|message| Finding { scenario: None, message }));
        Feeds::default()
    });
    if !findings.is_empty() {
        return Err(RunError::Config { load_test: name.to_owned(), findings });
    }
    let loads = loads(definition, options);
    check_output(options)?;
    let settings = load_test_settings(name, definition, &options.config)?;
    let plan = Plan {
        load_test: name,
        load: planned_duration(&loads).into_iter().chain(options.duration).min(),
        warm_up: settings.warm_up,
        filter: &options.metrics,
    };
    thresholds::check(&definition.thresholds, &plan)?;
    check_rows(&loads, options, &settings)?;
    let cores = match part {
        Part::Alone => cores(options, &loads),
        Part::Of(portion) => portion.of_cores,
        Part::Lead { cores } => cores,
    };
    let portion = match part {
        Part::Alone => Portion::whole(cores),
        Part::Of(portion) => portion,
        Part::Lead { .. } => Portion { cores: 0, ..Portion::whole(cores) },
    };
    let room = room(slots(&loads), portion, &settings)?;
    let shares = portion.deal(&loads);
    let entries = entries(definition, options);
    let http_clients = http_clients(definition, options).clone();
    check_clients(&http_clients, &entries)?;
    Ok(Prepared {
        planned: planned_duration(&loads),
        started: started(name, &entries, &loads, cores, seed, options.duration),
        teardown: longest_teardown(&entries),
        setup: Setup {
            entries,
            room: share_room(room, shares.len() as u64),
            shares,
            first_core: portion.first_core,
            seed,
            warm_up: settings.warm_up,
            ramp: ramp(&loads),
            metrics: MetricsOptions {
                max_keys: u32::try_from(settings.max_metrics.get()).unwrap_or(u32::MAX),
                filter: options.metrics.clone(),
            },
            per_session: options.per_session,
            show: options.print_results || settings.print_results,
            http_clients,
            set_ups: definition.set_ups().cloned().collect(),
            set_up_config: definition.set_up_config(&options.config),
            given: Given::default(),
            elsewhere: None,
            guests: None,
            feeds,
        },
        settings,
        thresholds: definition.thresholds.clone(),
        loads,
    })
}

/// Those of the options, or else those of the load test.
fn http_clients<'a>(definition: &'a Definition, options: &'a RunOptions) -> &'a HttpClients {
    let given = &options.http_clients;
    if given.are_given() { given } else { &definition.http_clients }
}

fn check_clients(clients: &HttpClients, entries: &[EntrySetup]) -> Result<(), RunError> {
    let takes_clients = |entry: &EntrySetup| {
        settings(entry).is_some_and(|settings| settings.http.wire == HttpWire::Reqwest)
    };
    if clients.are_given() && !entries.iter().any(takes_clients) {
        let message = "the load test has HTTP clients of its own, and no scenario uses them: set \
                       `http.wire: \"reqwest\"`, or leave `http_clients` out";
        return Err(RunError::Options(message.to_owned()));
    }
    Ok(())
}

/// The built-in keys of an entry whose config was checked.
fn settings(entry: &EntrySetup) -> Option<Settings> {
    entry.config.resolve().ok()?.read().ok()
}

fn loads(definition: &Definition, options: &RunOptions) -> Vec<EntryLoad> {
    let scale = options.scale.unwrap_or(1.0);
    definition.entries.iter().map(|entry| EntryLoad::of(entry, scale)).collect()
}

/// Reads the feeds of who runs sessions.
fn feeds(definition: &Definition, seed: u64, part: Part) -> Result<Feeds, Vec<String>> {
    let worker = match part {
        Part::Alone => Worker::ALONE,
        Part::Of(Portion { worker, of_workers, .. }) => {
            Worker { index: worker as usize, of: of_workers as usize }
        }
        Part::Lead { .. } => return Ok(Feeds::default()),
    };
    Feeds::read(&definition.feeds, seed, worker)
}

/// Checks that this process may have its part of so many slots; gives how many may be opened beside
/// them, for arrivals.
fn room(slots: u64, portion: Portion, settings: &LoadTestSettings) -> Result<u64, RunError> {
    let slots = portion.of(slots);
    let OpenFiles { limit, connections } = limits::open_files(u64::from(portion.cores));
    if slots > connections {
        return Err(RunError::Options(format!(
            "{slots} sessions need as many open connections, and RLIMIT_NOFILE is {limit}, which \
             leaves {connections} of them: raise it to {} (ulimit -n), or lower the counts with \
             --scale",
            slots.saturating_add(limit - connections)
        )));
    }
    let files = connections - slots;
    Ok(settings.max_sessions.map_or(files, |most| files.min(portion.of(most.get() as u64))))
}

/// Checks that rows of each session, if they are asked for, are not too many.
fn check_rows(
    loads: &[EntryLoad],
    options: &RunOptions,
    settings: &LoadTestSettings,
) -> Result<(), RunError> {
    let open = is_open(loads);
    let room = settings.max_sessions.map_or(u64::MAX, |most| most.get() as u64);
    let all = slots(loads).saturating_add(if open { room } else { 0 });
    match options.per_session && all > MOST_PER_SESSION {
        false => Ok(()),
        true => Err(RunError::Options(format!(
            "--per-session keeps rows for each session, at most {MOST_PER_SESSION} of them, and \
             this load test may have {}: leave it out, or lower the counts with --scale, or the \
             key `max_sessions`",
            if all == u64::MAX { "any number".to_owned() } else { all.to_string() }
        ))),
    }
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

/// The keys that hold for the load test as a whole.
fn load_test_settings(
    name: &str,
    definition: &Definition,
    over: &Layer,
) -> Result<LoadTestSettings, RunError> {
    let mut layer = Layer::defaults_of::<LoadTestSettings>();
    layer.merge(definition.default_config.clone());
    layer.merge(over.clone());
    let settings = layer.resolve().and_then(|effective| effective.read::<LoadTestSettings>());
    settings.map_err(|error| RunError::Config {
        load_test: name.to_owned(),
        findings: vec![Finding { scenario: None, message: error.to_string() }],
    })
}

/// As many cores as asked for, or as there are; never more than slots, unless sessions arrive.
fn cores(options: &RunOptions, loads: &[EntryLoad]) -> u32 {
    let there = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
    let needed = if is_open(loads) { u64::MAX } else { slots(loads).max(1) };
    u32::try_from(options.cores.map_or(there, u64::from).clamp(1, needed)).unwrap_or(u32::MAX)
}

/// Whether sessions arrive.
fn is_open(loads: &[EntryLoad]) -> bool {
    loads.iter().any(|load| matches!(load.load, Load::At { .. }))
}

/// The slots that there are from the start, or by stages.
fn slots(loads: &[EntryLoad]) -> u64 {
    loads.iter().map(|load| load.count).fold(0, u64::saturating_add)
}

fn entries(definition: &Definition, options: &RunOptions) -> Vec<EntrySetup> {
    let entries = definition.entries.iter();
    entries
        .map(|entry| EntrySetup {
            title: entry.title(),
            name: entry.name.clone(),
            members: entry.members.clone(),
            config: entry.layer(definition, &options.config),
        })
        .collect()
}

fn longest_teardown(entries: &[EntrySetup]) -> Option<Duration> {
    entries
        .iter()
        .map(|entry| settings(entry)?.teardown_timeout.get())
        .try_fold(Duration::ZERO, |longest, limit| Some(longest.max(limit?)))
}

fn started(
    name: &str,
    entries: &[EntrySetup],
    loads: &[EntryLoad],
    cores: u32,
    seed: u64,
    duration: Option<Duration>,
) -> Started {
    let planned = |(entry, load): (&EntrySetup, &EntryLoad)| Planned {
        scenario: entry.title.as_str().into(),
        sessions: load.sessions(),
        duration: load.length(),
    };
    Started {
        load_test: Arc::from(name),
        cores: cores as usize,
        seed,
        duration: planned_duration(loads).into_iter().chain(duration).min(),
        entries: entries.iter().zip(loads).map(planned).collect(),
    }
}
