//! What is kept of a metric, by its unit, and how two parts of it become one.

use std::array;

use serde::{Deserialize, Serialize};

use crate::metrics::distribution::Distribution;
use crate::metrics::gauge::Gauge;
use crate::metrics::name::Unit;
use crate::metrics::phases::RunPhase;

/// What was measured of one metric in one phase of the run, or over several.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Value {
    /// Durations, in microseconds.
    Time(Box<Timing>),
    /// Plain numbers, in thousandths.
    Number(Box<Distribution>),
    /// A count.
    Counter(u64),
    /// A level.
    Gauge(Gauge),
    /// Passes and fails.
    Check(Checks),
}

/// Durations of an action.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Timing {
    /// From the planned moment on where there is one, else from asking for the action, to its end.
    pub response: Distribution,
    /// From asking for the action to its end; only where the iteration's start was planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Distribution>,
    /// Where the time of HTTP requests went.
    #[serde(default, skip_serializing_if = "PhaseTimes::is_empty")]
    pub phases: PhaseTimes,
}

/// A distribution for each phase of an HTTP request that happened.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhaseTimes(pub(super) [Option<Distribution>; PhaseTimes::NAMES.len()]);

impl PhaseTimes {
    /// The names of the phases, in the order in which they happen.
    pub const NAMES: [&'static str; 7] =
        ["blocked", "dns", "connect", "tls", "send", "wait", "receive"];

    /// Whether no phase happened.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Option::is_none)
    }

    /// The phases that happened, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Distribution)> {
        Self::NAMES.into_iter().zip(&self.0).filter_map(|(name, all)| Some((name, all.as_ref()?)))
    }
}

/// How often a check passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checks {
    /// How often it passed.
    pub passes: u64,
    /// How often it failed.
    pub fails: u64,
}

impl Value {
    /// The samples of a time or number metric.
    pub fn distribution(&self) -> Option<&Distribution> {
        match self {
            Self::Time(timing) => Some(&timing.response),
            Self::Number(all) => Some(all),
            Self::Counter(_) | Self::Gauge(_) | Self::Check(_) => None,
        }
    }

    /// How many samples there are; of a counter its total.
    pub fn count(&self) -> u64 {
        match self {
            Self::Time(timing) => timing.response.count(),
            Self::Number(all) => all.count(),
            Self::Counter(total) => *total,
            Self::Gauge(gauge) => gauge.count,
            Self::Check(checks) => checks.passes.saturating_add(checks.fails),
        }
    }

    /// Adds another part of the same metric.
    pub fn merge(&mut self, other: &Self) {
        match (self, other) {
            (Self::Time(all), Self::Time(more)) => all.merge(more),
            (Self::Number(all), Self::Number(more)) => all.merge(more),
            (Self::Counter(all), Self::Counter(more)) => *all = all.saturating_add(*more),
            (Self::Gauge(all), Self::Gauge(more)) => all.merge(more),
            (Self::Check(all), Self::Check(more)) => all.merge(*more),
            // A key has one unit, and `fits` is asked of what comes from elsewhere.
            _ => {}
        }
    }

    /// Whether this is what metrics of `unit` hold.
    pub(super) fn fits(&self, unit: Unit) -> bool {
        match self {
            Self::Time(_) => matches!(unit, Unit::Time | Unit::HttpError),
            Self::Number(_) => unit == Unit::Number,
            Self::Counter(_) => unit == Unit::Counter,
            Self::Gauge(_) => unit == Unit::Gauge,
            Self::Check(_) => unit == Unit::Check,
        }
    }
}

impl Timing {
    fn merge(&mut self, other: &Self) {
        let Self { response, service, phases } = other;
        self.response.merge(response);
        merge_option(&mut self.service, service.as_ref(), Distribution::merge);
        for (all, more) in self.phases.0.iter_mut().zip(&phases.0) {
            merge_option(all, more.as_ref(), Distribution::merge);
        }
    }
}

impl Checks {
    fn merge(&mut self, other: Self) {
        self.passes = self.passes.saturating_add(other.passes);
        self.fails = self.fails.saturating_add(other.fails);
    }
}

/// Adds what is there of `more` to what is there of `all`.
pub(super) fn merge_option<T: Clone>(
    all: &mut Option<T>,
    more: Option<&T>,
    merge: impl FnOnce(&mut T, &T),
) {
    match (all, more) {
        (Some(all), Some(more)) => merge(all, more),
        (all @ None, Some(more)) => *all = Some(more.clone()),
        (_, None) => {}
    }
}

/// One thing for each phase of the run in which there was any.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct ByPhase<T> {
    #[serde(default = "nothing", skip_serializing_if = "Option::is_none")]
    ramp: Option<T>,
    #[serde(default = "nothing", skip_serializing_if = "Option::is_none")]
    warm_up: Option<T>,
    #[serde(default = "nothing", skip_serializing_if = "Option::is_none")]
    steady: Option<T>,
    #[serde(default = "nothing", skip_serializing_if = "Option::is_none")]
    drain: Option<T>,
}

fn nothing<T>() -> Option<T> {
    None
}

impl<T> Default for ByPhase<T> {
    fn default() -> Self {
        Self { ramp: None, warm_up: None, steady: None, drain: None }
    }
}

impl<T> ByPhase<T> {
    /// What there is of a phase.
    pub(super) fn of(&mut self, phase: RunPhase) -> &mut Option<T> {
        match phase {
            RunPhase::Ramp => &mut self.ramp,
            RunPhase::WarmUp => &mut self.warm_up,
            RunPhase::Steady => &mut self.steady,
            RunPhase::Drain => &mut self.drain,
        }
    }

    fn parts(&self) -> [(RunPhase, Option<&T>); 4] {
        [
            (RunPhase::Ramp, self.ramp.as_ref()),
            (RunPhase::WarmUp, self.warm_up.as_ref()),
            (RunPhase::Steady, self.steady.as_ref()),
            (RunPhase::Drain, self.drain.as_ref()),
        ]
    }

    /// What there is, phase by phase.
    pub(super) fn iter(&self) -> impl Iterator<Item = (RunPhase, &T)> {
        self.parts().into_iter().filter_map(|(phase, part)| Some((phase, part?)))
    }

    /// The phases' parts, taken by `take`; those that are then nothing are left out.
    pub(super) fn take_each<U>(&mut self, mut take: impl FnMut(&mut T) -> Option<U>) -> ByPhase<U> {
        let Self { ramp, warm_up, steady, drain } = self;
        let [ramp, warm_up, steady, drain] =
            [ramp, warm_up, steady, drain].map(|part| part.as_mut().and_then(&mut take));
        ByPhase { ramp, warm_up, steady, drain }
    }

    /// Whether there is nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}

impl<T: Clone> ByPhase<T> {
    /// Adds another's parts, each to its own phase.
    pub(super) fn merge(&mut self, other: &Self, merge: impl Fn(&mut T, &T)) {
        for (phase, part) in other.iter() {
            merge_option(self.of(phase), Some(part), &merge);
        }
    }
}

impl PhaseTimes {
    /// One taken from each phase's samples.
    pub(super) fn taken(mut take: impl FnMut(usize) -> Option<Distribution>) -> Self {
        Self(array::from_fn(&mut take))
    }
}
