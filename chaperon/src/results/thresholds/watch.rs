//! Watching the thresholds of a run while it goes on: windows that slide by a second, and what is
//! broken already.
//!
//! Of each threshold that has to be watched its own tally is kept: of a second until all cores
//! have told of it, then for the length of the window. Nothing else is.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use super::judged::{Judged, Outcome, Windows, holds};
use super::nothing;
use super::tally::Tally;
use crate::load_test::threshold::{Measure, Statistic, Threshold};
#[cfg(feature = "cluster")]
use crate::metrics::Key;
use crate::metrics::Snapshot;

/// The thresholds of a run that goes on.
///
/// It hears of every frame ([`hear`](Self::hear)) and of the end of the load
/// ([`load_over`](Self::load_over)).
#[derive(Debug)]
pub struct Watch {
    all: Vec<Watched>,
    /// The last second that each core has told of whole; `None` once it has ended.
    cores: Vec<Option<u64>>,
    /// The last second that all cores have told of, which is judged.
    judged: u64,
    warm_up: Duration,
    /// The last whole second of the load, once that is known.
    last: Option<u64>,
}

#[derive(Debug)]
struct Watched {
    threshold: Threshold,
    /// Seconds of which not all cores have told.
    open: BTreeMap<u64, Tally>,
    /// The last seconds, as many as a window has.
    seconds: VecDeque<Option<Tally>>,
    /// Everything so far, of a threshold without windows.
    so_far: Option<Tally>,
    windows: Windows,
    /// Full windows, judged or empty.
    full: u64,
    /// The figure of the worst window.
    worst: Option<f64>,
    /// The figure by which the run was stopped.
    broken_by: Option<f64>,
}

impl Watch {
    /// Watches a run on so many cores, whose first `warm_up` is left out.
    pub fn new(thresholds: &[Threshold], cores: usize, warm_up: Duration) -> Self {
        let all = thresholds.iter().cloned().map(Watched::new).collect();
        Self { all, cores: vec![Some(0); cores], judged: 0, warm_up, last: None }
    }

    /// Whether a metric with this key is looked at while the run goes on: all others need not be heard
    /// of.
    #[cfg(feature = "cluster")]
    pub(crate) fn looks_at(&self, key: &Key) -> bool {
        let live = self.all.iter().filter(|watched| watched.is_live());
        live.map(|watched| &watched.threshold).any(|threshold| Tally::looks_at(threshold, key))
    }

    /// Hears of what a core recorded up to a second; gives the thresholds that stop the run by it.
    pub fn hear(&mut self, core: usize, second: u64, frame: &Snapshot) -> Vec<Threshold> {
        let Some(Some(told)) = self.cores.get_mut(core) else { return Vec::new() };
        // The last frame of a core comes within a second: it is the begin of the next one.
        let of = second.max(*told + 1);
        *told = second.max(*told);
        self.all.iter_mut().filter(|watched| watched.is_live()).for_each(|watched| {
            watched.add(of, frame);
        });
        self.judge()
    }

    /// Hears that a core has ended: nothing more comes from it.
    pub fn core_ended(&mut self, core: usize) -> Vec<Threshold> {
        if let Some(told) = self.cores.get_mut(core) {
            *told = None;
        }
        self.judge()
    }

    /// Hears that the load is over, so long after it began. What is said again is not heard.
    pub fn load_over(&mut self, after: Duration) {
        self.last.get_or_insert(after.as_secs());
    }

    /// Judges the whole run, whose load took `load` without the warm-up.
    pub(in crate::results) fn end(&mut self, snapshot: &Snapshot, load: Duration) -> Vec<Judged> {
        self.load_over(self.warm_up + load);
        self.cores.fill(None);
        self.judge();
        self.all.iter().map(|watched| watched.judged(snapshot, load)).collect()
    }

    /// Judges the seconds of which all cores have told.
    fn judge(&mut self) -> Vec<Threshold> {
        let told = self.cores.iter().flatten().min().copied();
        let whole = told.unwrap_or(self.last.unwrap_or(self.judged));
        let mut broken = Vec::new();
        while self.judged < whole.min(self.last.unwrap_or(u64::MAX)) {
            self.judged += 1;
            for watched in self.all.iter_mut().filter(|watched| watched.is_live()) {
                let second = self.judged;
                if watched.step(second, self.warm_up) {
                    broken.push(watched.threshold.clone());
                }
            }
        }
        broken
    }
}

impl Watched {
    fn new(threshold: Threshold) -> Self {
        Self {
            threshold,
            open: BTreeMap::new(),
            seconds: VecDeque::new(),
            so_far: None,
            windows: Windows::default(),
            full: 0,
            worst: None,
            broken_by: None,
        }
    }

    /// Whether it is to be judged before the run has ended.
    fn is_live(&self) -> bool {
        let may_stop = self.threshold.aborts() && can_get_worse(&self.threshold);
        self.threshold.window().is_some() || (may_stop && self.broken_by.is_none())
    }

    fn add(&mut self, second: u64, frame: &Snapshot) {
        let Some(tally) = Tally::of(&self.threshold, frame) else { return };
        let all = added(self.open.remove(&second), &tally);
        all.map(|all| self.open.insert(second, all));
    }

    /// Judges by a second of which everything is known; whether the run is to stop by it.
    fn step(&mut self, second: u64, warm_up: Duration) -> bool {
        let tally = self.open.remove(&second);
        let figure = match self.threshold.window() {
            Some(window) => self.slide(tally, second, warm_up, window),
            None => self.grow(tally, second, warm_up),
        };
        let broken = figure.filter(|figure| !holds(&self.threshold, *figure));
        if !self.threshold.aborts() || broken.is_none() || self.broken_by.is_some() {
            return false;
        }
        self.broken_by = broken;
        true
    }

    /// The figure of the window that ends with this second, if it is full and not empty.
    fn slide(
        &mut self,
        tally: Option<Tally>,
        second: u64,
        warm_up: Duration,
        window: Duration,
    ) -> Option<f64> {
        self.seconds.push_back(tally);
        if self.seconds.len() as u64 > window.as_secs() {
            self.seconds.pop_front();
        }
        if Duration::from_secs(second) < warm_up + window {
            return None;
        }
        self.full += 1;
        let whole = self.seconds.iter().flatten().fold(None, added);
        let figure = whole?.figure(self.threshold.measure(), window)?;
        self.windows.judged += 1;
        self.windows.broken += u64::from(!holds(&self.threshold, figure));
        let is_upper = self.threshold.comparison().is_upper();
        if self.worst.is_none_or(|worst| if is_upper { figure > worst } else { figure < worst }) {
            self.worst = Some(figure);
            self.windows.worst_end = second;
        }
        Some(figure)
    }

    /// The figure of all that was measured up to this second.
    fn grow(&mut self, tally: Option<Tally>, second: u64, warm_up: Duration) -> Option<f64> {
        if let Some(tally) = tally {
            self.so_far = added(self.so_far.take(), &tally);
        }
        let load = Duration::from_secs(second).checked_sub(warm_up)?;
        self.so_far.as_ref()?.figure(self.threshold.measure(), load)
    }

    fn judged(&self, snapshot: &Snapshot, load: Duration) -> Judged {
        let threshold = &self.threshold;
        if threshold.window().is_none() {
            let whole = Judged::whole(threshold, snapshot, load);
            return self.broken_by.map_or(whole, |figure| Judged::measured(threshold, figure));
        }
        let Some(worst) = self.worst else {
            return Judged::no_data(threshold, nothing::no_window(threshold, snapshot, self.full));
        };
        let outcome = if self.windows.broken == 0 { Outcome::Passed } else { Outcome::Failed };
        Judged { outcome, windows: Some(self.windows), ..Judged::measured(threshold, worst) }
    }
}

fn added(all: Option<Tally>, more: &Tally) -> Option<Tally> {
    match all {
        None => Some(more.clone()),
        Some(mut all) => {
            all.merge(more);
            Some(all)
        }
    }
}

/// Whether what holds so far may be broken later, and so is worth judging before the end.
///
/// The largest sample never gets smaller, the least never larger, and a count only grows: where
/// that is what the threshold asks for, it is broken until it is kept to.
fn can_get_worse(threshold: &Threshold) -> bool {
    let Measure::Figure { statistic, .. } = threshold.measure() else { return true };
    match statistic {
        Statistic::Max | Statistic::Count => threshold.comparison().is_upper(),
        Statistic::Min => !threshold.comparison().is_upper(),
        Statistic::Mean | Statistic::Percentile(_) => true,
    }
}
