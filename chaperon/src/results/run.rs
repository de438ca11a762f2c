//! `RunResults`: all that is known of a run.

use std::sync::Arc;
use std::time::Duration;

use ::time::OffsetDateTime;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::event::{Ending, Planned, Started};
#[cfg(feature = "cluster")]
use crate::metrics::PackedSnapshot;
use crate::metrics::{SessionCounts, Snapshot};
use crate::results::generator::Generator;
use crate::results::micros;
use crate::results::thresholds::{Judged, Watch};
use crate::results::verdict::Verdict;
use crate::time::{Instant, now};

/// An entry of the load test, as it was planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedScenario {
    /// The scenario's name.
    pub scenario: Arc<str>,
    /// Sessions it was to start; none when that depends on how long they take.
    pub sessions: Option<u64>,
    /// How long it was to last, in microseconds; none when its sessions decide that.
    #[serde(rename = "duration_us", with = "micros::option")]
    pub duration: Option<Duration>,
}

/// All that is known of a run: what everything that people look at is a view of.
///
/// It is built from the runner's events, saved to `<name>.run.json` and read back by
/// [`load`](Self::load).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RunResults {
    pub(super) load_test: String,
    pub(super) tag: Option<String>,
    #[serde(with = "::time::serde::rfc3339")]
    pub(super) started: OffsetDateTime,
    #[serde(with = "::time::serde::rfc3339")]
    pub(super) ended: OffsetDateTime,
    #[serde(rename = "duration_us", with = "micros")]
    pub(super) duration: Duration,
    #[serde(rename = "load_us", with = "micros")]
    pub(super) load: Duration,
    #[serde(rename = "warm_up_us", with = "micros")]
    pub(super) warm_up: Duration,
    pub(super) ending: Ending,
    pub(super) generator: Generator,
    #[serde(default)]
    pub(super) seed: u64,
    pub(super) warnings: Vec<String>,
    /// What was measured and is not here; of a run over many machines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) missing: Vec<String>,
    pub(super) scenarios: Vec<PlannedScenario>,
    pub(super) config: Json,
    #[serde(default)]
    pub(super) thresholds: Vec<Judged>,
    pub(super) snapshot: Snapshot,
    /// Only while the run goes on.
    #[serde(skip)]
    clock: Clock,
}

/// When things happened, by the monotonic clock; it is not part of what is compared or saved.
#[derive(Debug, Clone, Copy, Default)]
struct Clock {
    started: Option<Instant>,
    load_over: Option<Instant>,
}

impl PartialEq for Clock {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl RunResults {
    /// The results of a run that starts now.
    pub(crate) fn begin(started: &Started, tag: Option<String>) -> Self {
        let wall = wall_time();
        Self {
            load_test: started.load_test.to_string(),
            tag,
            started: wall,
            ended: wall,
            duration: Duration::ZERO,
            load: Duration::ZERO,
            warm_up: Duration::ZERO,
            ending: Ending::default(),
            generator: Generator { cores: started.cores, ..Generator::default() },
            seed: started.seed,
            warnings: Vec::new(),
            missing: Vec::new(),
            scenarios: started.entries.iter().map(PlannedScenario::from).collect(),
            config: Json::Null,
            thresholds: Vec::new(),
            snapshot: Snapshot::default(),
            clock: Clock { started: Some(now()), load_over: None },
        }
    }

    /// Notes when the load begins, where that is not at once.
    pub(crate) fn set_start(&mut self, start: Instant) {
        self.started = wall_time();
        self.clock.started = Some(start);
    }

    /// Notes when a load begins, or began, that others make.
    #[cfg(feature = "cluster")]
    pub(crate) fn set_start_at(&mut self, start: Instant, wall: OffsetDateTime) {
        self.started = to_a_millisecond(wall);
        self.clock.started = Some(start);
    }

    /// How much of the load, from its begin, is warm-up.
    pub(crate) fn set_warm_up(&mut self, warm_up: Duration) {
        self.warm_up = warm_up;
    }

    /// Adds what a core recorded.
    pub(crate) fn add(&mut self, frame: &Snapshot) {
        self.snapshot.merge(frame);
    }

    /// Adds what a worker recorded.
    #[cfg(feature = "cluster")]
    pub(crate) fn add_packed(&mut self, frame: &PackedSnapshot<'_>) {
        self.snapshot.merge_packed(frame);
    }

    /// Notes that the run is stopping since then: what comes after it does not count as load time.
    /// What is said again is not heard.
    pub(crate) fn load_over_at(&mut self, at: Instant) {
        self.clock.load_over.get_or_insert(at);
    }

    /// Notes what a core used, and how late it was.
    pub(crate) fn core_ended(&mut self, cpu: Duration, worst_lag: Duration) {
        self.generator.cpu += cpu;
        self.generator.worst_lag = self.generator.worst_lag.max(worst_lag);
    }

    /// Adds a warning, once.
    pub(crate) fn warn(&mut self, warning: impl Into<String>) {
        let warning = warning.into();
        if !self.warnings.contains(&warning) {
            self.warnings.push(warning);
        }
    }

    /// Notes what was measured and is lost, which makes the run invalid.
    #[cfg(feature = "cluster")]
    pub(crate) fn lost(&mut self, what: impl Into<String>) {
        self.missing.push(what.into());
    }

    /// Notes that the run ends now. `config` is the effective config, without secrets.
    #[cfg(any(test, feature = "cluster"))]
    pub(crate) fn end(&mut self, ending: Ending, config: Json) {
        self.end_at(ending, config, now());
    }

    /// Notes that the run ended then.
    pub(crate) fn end_at(&mut self, ending: Ending, config: Json, ended: Instant) {
        let began = self.clock.started.unwrap_or(ended);
        self.ended = to_a_millisecond(OffsetDateTime::now_utc() - ended.elapsed());
        self.duration = ended.saturating_duration_since(began);
        self.load = self.clock.load_over.unwrap_or(ended).saturating_duration_since(began);
        self.generator.wall = self.duration;
        self.ending = ending;
        self.config = config;
        self.own_warnings();
    }

    /// Judges the run, which has ended, by the thresholds that were watched.
    pub(crate) fn judge(&mut self, watch: &mut Watch) {
        self.thresholds = watch.end(&self.snapshot, self.load_time());
    }

    fn own_warnings(&mut self) {
        if self.snapshot.overflowed() {
            self.warn(
                "there were more different metrics than `max_metrics`: the rest is counted as \
                 `overflow`; give URLs with ids a template, such as .get(\"/users/{id}\")",
            );
        }
        if let Some(warning) = self.generator.warning() {
            self.warn(warning);
        }
    }

    /// The load test's name.
    pub fn load_test(&self) -> &str {
        &self.load_test
    }

    /// The word that marks the run.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// When the load began, by the wall clock, in UTC.
    pub fn started(&self) -> OffsetDateTime {
        self.started
    }

    /// When the last core ended, by the wall clock, in UTC.
    pub fn ended(&self) -> OffsetDateTime {
        self.ended
    }

    /// How long the run took.
    pub fn duration(&self) -> Duration {
        self.duration
    }

    /// How much of the load, from its begin, was warm-up.
    pub fn warm_up(&self) -> Duration {
        self.warm_up
    }

    /// How long there was load, without warm-up and without the time after it was stopped: what
    /// rates are over.
    pub fn load_time(&self) -> Duration {
        self.load.saturating_sub(self.warm_up)
    }

    /// How the run ended.
    pub fn ending(&self) -> &Ending {
        &self.ending
    }

    /// All that was recorded.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// What became of the sessions of each scenario.
    pub fn sessions(&self) -> impl Iterator<Item = (&str, &SessionCounts)> {
        self.snapshot.sessions()
    }

    /// What the machine that generated the load says about itself.
    pub fn generator(&self) -> &Generator {
        &self.generator
    }

    /// By which the run's random choices can be repeated, whether it was given or not.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// What makes the figures doubtful.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// The entries of the load test, as they were planned.
    pub fn scenarios(&self) -> &[PlannedScenario] {
        &self.scenarios
    }

    /// The effective config, without secrets.
    pub fn config(&self) -> &Json {
        &self.config
    }

    /// The thresholds, each with what the run comes to by it.
    pub fn thresholds(&self) -> &[Judged] {
        &self.thresholds
    }

    /// Whether the run is a success.
    pub fn verdict(&self) -> Verdict {
        Verdict::of(self)
    }
}

impl From<&Planned> for PlannedScenario {
    fn from(planned: &Planned) -> Self {
        let Planned { scenario, sessions, duration } = planned.clone();
        Self { scenario, sessions, duration }
    }
}

/// The wall clock's time, to a millisecond.
fn wall_time() -> OffsetDateTime {
    to_a_millisecond(OffsetDateTime::now_utc())
}

fn to_a_millisecond(wall: OffsetDateTime) -> OffsetDateTime {
    wall.replace_millisecond(wall.millisecond()).unwrap_or(wall)
}
