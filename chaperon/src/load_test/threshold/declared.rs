//! A threshold as it is written: what is measured, the limit, and where and when it holds.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::measure::Measure;
use super::quantity::Quantity;
use crate::scenario::Scenario;
use crate::time::write_duration;

/// How what is measured has to stand to the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// Whether a figure stands to the limit as it has to.
    pub fn holds(self, figure: f64, limit: f64) -> bool {
        match self {
            Self::Below => figure < limit,
            Self::AtMost => figure <= limit,
            Self::Above => figure > limit,
            Self::AtLeast => figure >= limit,
        }
    }

    /// Whether larger figures are worse.
    pub fn is_upper(self) -> bool {
        matches!(self, Self::Below | Self::AtMost)
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Below => "<",
            Self::AtMost => "<=",
            Self::Above => ">",
            Self::AtLeast => ">=",
        })
    }
}

/// What a run is held to. A run that breaks one fails, and so does one in which there is nothing
/// to measure it by.
///
/// ```
/// use std::time::Duration;
/// use chaperon::Definition;
/// use chaperon::threshold::{Comparison, Measure, Metric, Quantity, Statistic, Threshold};
///
/// let p99 = Measure::of(Metric::http("get", "/"), Statistic::Percentile(99.0));
/// let limit = Quantity::time(Duration::from_millis(250));
/// let fast = Threshold::new(p99, Comparison::Below, limit).over(Duration::from_secs(30));
/// assert_eq!(fast.to_string(), "get(/).p99 < 250ms over 30s");
///
/// let sound = Threshold::new(Measure::Errors, Comparison::Below, Quantity::percent(1.0));
/// let definition = Definition::new().threshold(fast).threshold(sound.or_abort());
/// assert_eq!(definition.thresholds()[1].to_string(), "errors < 1% else abort");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Threshold {
    measure: Measure,
    comparison: Comparison,
    limit: Quantity,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    scenario: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    window: Option<Duration>,
    #[serde(default)]
    abort: bool,
}

impl Threshold {
    /// Holds the whole run, without its warm-up, to a limit.
    pub fn new(measure: Measure, comparison: Comparison, limit: Quantity) -> Self {
        Self { measure, comparison, limit, scenario: None, window: None, abort: false }
    }

    /// Looks at what this scenario does alone.
    #[must_use]
    pub fn in_scenario<S: Scenario>(mut self) -> Self {
        self.scenario = Some(S::NAME.to_owned());
        self
    }

    /// Holds every window of this length to the limit: whole seconds, at least one.
    ///
    /// Windows slide by a second, from the end of the warm-up to the end of the load. Those in
    /// which nothing was measured are passed over.
    #[must_use]
    pub fn over(mut self, window: Duration) -> Self {
        self.window = Some(window);
        self
    }

    /// Stops the load test once the threshold is broken.
    ///
    /// It is judged every second of the load after the warm-up: with [`over`](Self::over) by the
    /// window that ends then, else by all that was measured until then. What can only get better (a
    /// `count` or `max` that has to be above a limit, a `min` below one) is judged at the end
    /// alone. A threshold that stopped the load test stays broken, whatever comes after.
    #[must_use]
    pub fn or_abort(mut self) -> Self {
        self.abort = true;
        self
    }

    /// What is measured.
    pub fn measure(&self) -> &Measure {
        &self.measure
    }

    /// How it has to stand to the limit.
    pub fn comparison(&self) -> Comparison {
        self.comparison
    }

    /// The limit.
    pub fn limit(&self) -> Quantity {
        self.limit
    }

    /// The name of the scenario that is looked at alone.
    pub fn scenario(&self) -> Option<&str> {
        self.scenario.as_deref()
    }

    /// The length of the windows; `None` is the whole run.
    pub fn window(&self) -> Option<Duration> {
        self.window
    }

    /// Whether the load test stops when it is broken.
    pub fn aborts(&self) -> bool {
        self.abort
    }

    /// What is measured, where and over which time, without the limit.
    pub fn subject(&self) -> String {
        format!("{}{}", self.measure, self.place())
    }

    fn place(&self) -> String {
        let scenario = self.scenario.iter().map(|name| format!(" in {name}"));
        let window = self.window.map(|window| format!(" over {}", write_duration(window)));
        scenario.chain(window).collect()
    }
}

impl fmt::Display for Threshold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { measure, comparison, limit, abort, .. } = self;
        write!(f, "{measure} {comparison} {limit}{}", self.place())?;
        f.write_str(if *abort { " else abort" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::super::measure::{Metric, Statistic};
    use super::*;

    #[test]
    fn a_threshold_is_shown_as_it_is_written() {
        let count = Measure::of(Metric::call("shop.browse"), Statistic::Count);
        let at_least = |measure, limit| Threshold::new(measure, Comparison::AtLeast, limit);
        let service = Measure::of_service(Metric::http("get", "/"), Statistic::Percentile(99.99));
        for (threshold, text) in [
            (at_least(count, Quantity::number(5.0)), "call(shop.browse).count >= 5"),
            (
                at_least(Measure::Check("logged in".to_owned()), Quantity::percent(99.5)),
                "check(logged in) >= 99.5%",
            ),
            (
                at_least(Measure::Rate(Metric::of("task", "x")), Quantity::per_second(0.5)),
                "rate(task(x)) >= 0.5/s",
            ),
            (
                at_least(service, Quantity::time(Duration::from_nanos(1_500)))
                    .over(Duration::from_secs(60))
                    .or_abort(),
                "get(/).service.p99.99 >= 1.5us over 1min else abort",
            ),
        ] {
            assert_eq!(threshold.to_string(), text);
        }
    }
}
