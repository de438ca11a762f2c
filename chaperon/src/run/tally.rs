//! What is known of the results of a run while it goes on: frames are merged, and judged by the
//! thresholds. It is the same whether the frames come from the cores of this machine or from others.

use std::time::Duration;

#[cfg(feature = "cluster")]
use ::time::OffsetDateTime;

use super::departures::Departures;
use super::prepared::Prepared;
use crate::event::{Ending, Event, Steering};
use crate::load_test::threshold::Threshold;
#[cfg(feature = "cluster")]
use crate::metrics::PackedSnapshot;
use crate::metrics::Snapshot;
use crate::results::{RunResults, Watch};
use crate::time::{Instant, now};

/// The results of a run that goes on.
pub(crate) struct Tally {
    pub(crate) results: RunResults,
    watch: Watch,
    /// When the load began, if it did.
    started: Option<Instant>,
    departures: Departures,
}

impl Tally {
    /// Nothing yet, of a run whose frames come from so many sources: cores, or workers.
    pub(crate) fn new(prepared: &Prepared, tag: Option<String>, sources: usize) -> Self {
        let mut results = RunResults::begin(&prepared.started, tag);
        let warm_up = prepared.settings.warm_up;
        results.set_warm_up(warm_up);
        let watch = Watch::new(&prepared.thresholds, sources, warm_up);
        Self { results, watch, started: None, departures: Departures::default() }
    }

    /// Hears what happens on this machine; gives why the run is to stop by it, if it is.
    pub(crate) fn hear(&mut self, event: &Event) -> Option<Ending> {
        match event {
            Event::Began { at } => self.began(*at),
            Event::SetUpMeasured(snapshot) => self.add(snapshot),
            Event::Frame { core, second, snapshot } => {
                self.add(snapshot);
                return self.judge(*core, *second, snapshot);
            }
            Event::Steered { steering, at } => self.steered(steering, *at),
            Event::Stopping { .. } => self.load_over(),
            Event::CoreEnded { core, cpu, worst_lag } => {
                self.results.core_ended(*cpu, *worst_lag);
                return self.ended(*core);
            }
            other => {
                if let Some(warning) = other.warning() {
                    self.results.warn(warning);
                }
            }
        }
        None
    }

    /// Notes when the load began.
    pub(crate) fn began(&mut self, at: Instant) {
        self.results.set_start(at);
        self.started = Some(at);
    }

    /// Notes how the run departs from its plan from now on, so long after the load's begin.
    pub(crate) fn steered(&mut self, steering: &Steering, at: Duration) {
        let lines = self.departures.note(steering, at);
        lines.into_iter().for_each(|line| self.results.warn(line));
    }

    /// Notes when a load began, or will, that others make: by the clock here, and by the wall's.
    #[cfg(feature = "cluster")]
    pub(crate) fn began_at(&mut self, at: Instant, wall: OffsetDateTime) {
        self.results.set_start_at(at, wall);
        self.started = Some(at);
    }

    /// Adds what was recorded, in whatever order it comes.
    pub(crate) fn add(&mut self, snapshot: &Snapshot) {
        self.results.add(snapshot);
    }

    /// Adds what a worker recorded; gives what of it is to be judged in its turn.
    #[cfg(feature = "cluster")]
    pub(crate) fn add_packed(&mut self, snapshot: &PackedSnapshot<'_>) -> Snapshot {
        self.results.add_packed(snapshot);
        snapshot.only(|key| self.watch.looks_at(key))
    }

    /// Judges what a source recorded up to a second, after all that it recorded before; gives why the
    /// run is to stop by it, if it is.
    pub(crate) fn judge(
        &mut self,
        source: usize,
        second: u64,
        snapshot: &Snapshot,
    ) -> Option<Ending> {
        broken(&self.watch.hear(source, second, snapshot))
    }

    /// Notes that nothing more comes from a source.
    pub(crate) fn ended(&mut self, source: usize) -> Option<Ending> {
        broken(&self.watch.core_ended(source))
    }

    /// Notes that the run is told to stop: what comes now is no load.
    pub(crate) fn load_over(&mut self) {
        self.load_over_at(now());
    }

    /// Notes that the run is told to stop since then. What is said again is not heard.
    pub(crate) fn load_over_at(&mut self, at: Instant) {
        let load = |start| at.saturating_duration_since(start);
        self.results.load_over_at(at);
        self.watch.load_over(self.started.map_or(Duration::ZERO, load));
    }

    /// The results of the run as far as it is known, as if it ended now; it is not judged.
    #[cfg(feature = "cluster")]
    pub(crate) fn so_far(&self, prepared: &Prepared) -> RunResults {
        let mut results = self.results.clone();
        results.end(Ending::Finished, prepared.config());
        results
    }

    /// The results of the run, which has ended.
    pub(crate) fn finish(self, ending: Ending, prepared: &Prepared) -> RunResults {
        self.finish_at(ending, prepared, now())
    }

    /// The results of the run, which ended then.
    pub(crate) fn finish_at(
        mut self,
        ending: Ending,
        prepared: &Prepared,
        ended: Instant,
    ) -> RunResults {
        self.results.end_at(ending, prepared.config(), ended);
        self.departures.last().into_iter().for_each(|line| self.results.warn(line));
        if self.started.is_some() {
            unused_filters(prepared, &mut self.results);
            self.results.judge(&mut self.watch);
        }
        self.results
    }
}

fn broken(thresholds: &[Threshold]) -> Option<Ending> {
    thresholds.first().map(|threshold| Ending::Threshold(threshold.to_string()))
}

/// Warns of words in the filter of the metrics by which nothing was found.
fn unused_filters(prepared: &Prepared, results: &mut RunResults) {
    for kind in prepared.setup.metrics.filter.unused(results.snapshot()) {
        results.warn(format!(
            "nothing of the type `{kind}` was recorded, which the metrics are filtered by: a type \
             is what stands before the bracket, such as get, call or run_scenario, or the whole \
             name of a custom metric"
        ));
    }
}
