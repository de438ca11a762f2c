//! What a threshold is about: errors, dropped arrivals, a check, a rate, or a statistic of a metric.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::metrics::{MetricName, NameRef};

/// A metric, by the name under which tables and exports show it: `get(/)`, `call(shop.browse)`,
/// `my_metric`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Metric(String);

impl Metric {
    /// The metric that is shown under this name.
    pub fn named(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The requests of a verb, in lower case, to a path or its template: `get(/users/{id})`.
    pub fn http(verb: &str, url: &str) -> Self {
        Self(NameRef::http(verb, url).to_string())
    }

    /// The traced calls of this name: `call(ping_pong)`, `call(helpers.log_in)`.
    pub fn call(name: &str) -> Self {
        Self(MetricName::call_named(name).to_string())
    }

    /// The actions of type `action`, done to `subject`: `ws_send(/chat)`, `task(logout)`.
    pub fn of(action: &str, subject: &str) -> Self {
        Self(NameRef::of(action, subject).to_string())
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.0
    }

    /// The name in its parts, as a filter of metrics is asked.
    pub(crate) fn parts(&self) -> NameRef<'_> {
        let Some((action, subject)) =
            self.0.strip_suffix(')').and_then(|name| name.split_once('('))
        else {
            return NameRef::custom(&self.0);
        };
        match action {
            "get" | "post" | "put" | "patch" | "delete" | "head" | "options" => {
                NameRef::http(action, subject)
            }
            "call" => NameRef::call_named(subject),
            "check" => NameRef::check(subject),
            _ => NameRef::of(action, subject),
        }
    }
}

/// Which of the two times of an action.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Latency {
    /// From the moment at which it was to start, where its start was planned; else its service
    /// time.
    #[default]
    Response,
    /// From asking for it to its end.
    Service,
}

/// A figure of a metric's samples.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Statistic {
    /// The least sample.
    Min,
    /// The largest sample.
    Max,
    /// The mean of the samples.
    Mean,
    /// How many samples there are; of a counter its total.
    Count,
    /// The value that so many per cent of the samples do not exceed: above 0, at most 100.
    Percentile(f64),
}

impl fmt::Display for Statistic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Min => f.write_str("min"),
            Self::Max => f.write_str("max"),
            Self::Mean => f.write_str("mean"),
            Self::Count => f.write_str("count"),
            Self::Percentile(percentile) => write!(f, "p{percentile}"),
        }
    }
}

/// What is measured against a limit. The warm-up is left out of all of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Measure {
    /// Failed actions, in per cent of all actions.
    ///
    /// An action is a request (each redirect's apart), a WebSocket action or one of your own. It
    /// failed when it ended with an error, or was answered with a status of 400 or above. Errors
    /// of the scenario's own code count as failed actions too.
    Errors,
    /// Arrivals that found no room, in per cent of those that were due.
    ///
    /// Only sessions that arrive (`at`) can be dropped. A threshold that says how many may be stands
    /// in place of the rule by which a run that drops more than 0.1 % is not valid.
    Dropped,
    /// Passes of a check, in per cent of how often it was made.
    Check(String),
    /// How often something was done, per second of load: neither the warm-up nor the time after
    /// the run was stopped counts.
    Rate(Metric),
    /// A statistic of a metric.
    Figure {
        /// The metric.
        metric: Metric,
        /// Which of its times, where it has two.
        latency: Latency,
        /// Which figure.
        statistic: Statistic,
    },
}

impl Measure {
    /// A statistic of a metric, of its response times where it has them.
    pub fn of(metric: Metric, statistic: Statistic) -> Self {
        Self::Figure { metric, latency: Latency::Response, statistic }
    }

    /// A statistic of a metric's service times.
    pub fn of_service(metric: Metric, statistic: Statistic) -> Self {
        Self::Figure { metric, latency: Latency::Service, statistic }
    }

    /// The metric it is about, if it is about one.
    pub fn metric(&self) -> Option<&Metric> {
        match self {
            Self::Errors | Self::Dropped | Self::Check(_) => None,
            Self::Rate(metric) | Self::Figure { metric, .. } => Some(metric),
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Errors => f.write_str("errors"),
            Self::Dropped => f.write_str("dropped"),
            Self::Check(name) => write!(f, "check({name})"),
            Self::Rate(metric) => write!(f, "rate({})", metric.name()),
            Self::Figure { metric, latency: Latency::Response, statistic } => {
                write!(f, "{}.{statistic}", metric.name())
            }
            Self::Figure { metric, latency: Latency::Service, statistic } => {
                write!(f, "{}.service.{statistic}", metric.name())
            }
        }
    }
}
