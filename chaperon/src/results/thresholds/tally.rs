//! What a threshold is judged by, in a form whose parts add up: the tally of a whole is that of
//! its parts, merged.

use std::fmt::{self, Write as _};
use std::time::Duration;

use super::failed::failed;
#[cfg(feature = "cluster")]
use super::failed::is_action;
use crate::load_test::threshold::{Latency, Measure, Metric, Statistic, Threshold, Unit};
use crate::metrics::{Distribution, Gauge, Key, NameOf, Snapshot, Timing, Value, View};

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) part: u64,
    pub(super) all: u64,
}

/// What a threshold is judged by.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tally {
    Share(Share),
    Total(u64),
    /// In microseconds.
    Times(Distribution),
    /// In thousandths.
    Numbers(Distribution),
    Level(Gauge),
}

impl Tally {
    /// What there is of it in a part of the run; `None` when there is nothing.
    pub(super) fn of(threshold: &Threshold, snapshot: &Snapshot) -> Option<Self> {
        match threshold.measure() {
            Measure::Errors => {
                let share = failed(snapshot, threshold.scenario());
                (share.all > 0).then_some(Self::Share(share))
            }
            Measure::Dropped => {
                let share = dropped(snapshot, threshold.scenario());
                (share.all > 0).then_some(Self::Share(share))
            }
            Measure::Check(name) => {
                let is_it = |key: &Key| is_check(key, name);
                merged(threshold, snapshot, View::Headline, is_it, |value| match value {
                    Value::Check(checks) => {
                        Some(Self::Share(Share { part: checks.passes, all: value.count() }))
                    }
                    _ => None,
                })
            }
            Measure::Rate(metric) => {
                let total = |value: Value| Some(Self::Total(value.count()));
                merged(threshold, snapshot, View::Load, |key| is(key, metric), total)
            }
            Measure::Figure { metric, latency, statistic } => {
                let unit = threshold.limit().unit;
                let part = |value| Self::part(value, *latency, *statistic, unit);
                merged(threshold, snapshot, View::Headline, |key| is(key, metric), part)
            }
        }
    }

    /// Whether a metric with this key is part of what [`of`](Self::of) gives.
    #[cfg(feature = "cluster")]
    pub(super) fn looks_at(threshold: &Threshold, key: &Key) -> bool {
        let is_it = match threshold.measure() {
            Measure::Errors => is_action(key),
            Measure::Dropped => false,
            Measure::Check(name) => is_check(key, name),
            Measure::Rate(metric) | Measure::Figure { metric, .. } => is(key, metric),
        };
        is_it && is_here(threshold, key)
    }

    /// What there is of a statistic in the values of a metric.
    fn part(value: Value, latency: Latency, statistic: Statistic, unit: Unit) -> Option<Self> {
        let is_count = statistic == Statistic::Count;
        match (value, unit) {
            (Value::Time(timing), _) if is_count => {
                Some(Self::Total(times(*timing, latency).count()))
            }
            (value, _) if is_count => Some(Self::Total(value.count())),
            (Value::Time(timing), Unit::Microseconds) => Some(Self::Times(times(*timing, latency))),
            (Value::Number(all), Unit::Number) => Some(Self::Numbers(*all)),
            (Value::Gauge(level), Unit::Number) => Some(Self::Level(level)),
            _ => None,
        }
    }

    /// Adds another part.
    pub(super) fn merge(&mut self, other: &Self) {
        match (self, other) {
            (Self::Share(all), Self::Share(more)) => {
                all.part = all.part.saturating_add(more.part);
                all.all = all.all.saturating_add(more.all);
            }
            (Self::Total(all), Self::Total(more)) => *all = all.saturating_add(*more),
            (Self::Times(all), Self::Times(more)) | (Self::Numbers(all), Self::Numbers(more)) => {
                all.merge(more);
            }
            (Self::Level(all), Self::Level(more)) => all.merge(more),
            // Numbers and levels of one name are not of one kind; the first that came stays.
            _ => {}
        }
    }

    /// The figure that is held to the limit, in the limit's unit, of what happened in `time`;
    /// `None` when there is no such figure.
    #[expect(clippy::cast_precision_loss, reason = "figures are far below 2^53")]
    pub(super) fn figure(&self, measure: &Measure, time: Duration) -> Option<f64> {
        let statistic = match measure {
            Measure::Figure { statistic, .. } => *statistic,
            _ => Statistic::Count,
        };
        match self {
            Self::Share(share) => Some(share.part as f64 * 100.0 / share.all as f64),
            Self::Total(total) if matches!(measure, Measure::Rate(_)) => {
                (!time.is_zero()).then(|| *total as f64 / time.as_secs_f64())
            }
            Self::Total(total) => Some(*total as f64),
            Self::Times(all) => Some(sample(all, statistic)),
            Self::Numbers(all) => Some(sample(all, statistic) / 1e3),
            Self::Level(level) => match statistic {
                Statistic::Min => Some(level.min as f64 / 1e3),
                Statistic::Max => Some(level.max as f64 / 1e3),
                _ => None,
            },
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "figures are far below 2^53")]
fn sample(all: &Distribution, statistic: Statistic) -> f64 {
    match statistic {
        Statistic::Min => all.min() as f64,
        Statistic::Max => all.max() as f64,
        Statistic::Mean => all.mean(),
        Statistic::Count => all.count() as f64,
        Statistic::Percentile(percentile) => all.percentile(percentile) as f64,
    }
}

/// Dropped arrivals of those that were due after the warm-up, of one entry or of all.
fn dropped(snapshot: &Snapshot, scenario: Option<&str>) -> Share {
    let is_here = |name: &str| scenario.is_none_or(|scenario| scenario == name);
    let mut share = Share::default();
    for (_, counts) in snapshot.sessions().filter(|(name, _)| is_here(name)) {
        share.part += counts.dropped.saturating_sub(counts.dropped_in_warm_up);
        share.all += counts.due.saturating_sub(counts.due_in_warm_up);
    }
    share
}

/// The service times are apart only where the start was planned; elsewhere they are the times.
fn times(timing: Timing, latency: Latency) -> Distribution {
    match (latency, timing.service) {
        (Latency::Service, Some(service)) => service,
        _ => timing.response,
    }
}

fn is(key: &Key, metric: &Metric) -> bool {
    let mut rest = Rest(metric.name());
    write!(rest, "{}", key.name).is_ok() && rest.0.is_empty()
}

/// What is left to be written of a text.
struct Rest<'a>(&'a str);

/// It takes nothing but that text.
impl fmt::Write for Rest<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(text).ok_or(fmt::Error)?;
        Ok(())
    }
}

fn is_check(key: &Key, name: &str) -> bool {
    matches!(&key.name, NameOf::Check(it) if **it == *name)
}

fn is_here(threshold: &Threshold, key: &Key) -> bool {
    threshold.scenario().is_none_or(|name| *key.scope.scenario == *name)
}

/// The parts that the wanted metrics have in it, of all groups and sessions, as one.
fn merged(
    threshold: &Threshold,
    snapshot: &Snapshot,
    view: View,
    wanted: impl Fn(&Key) -> bool,
    part: impl Fn(Value) -> Option<Tally>,
) -> Option<Tally> {
    let rows = snapshot.metrics_where(view, |key| is_here(threshold, key) && wanted(key));
    rows.into_iter().filter_map(|(_, value)| part(value)).reduce(|mut all, more| {
        all.merge(&more);
        all
    })
}
