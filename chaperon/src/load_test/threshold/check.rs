//! What is wrong with a threshold as it is written.

use std::time::Duration;

use super::declared::Threshold;
use super::measure::{Measure, Statistic};
use super::quantity::Unit;

/// All that is wrong with a threshold of a load test that runs scenarios of these names, in which
/// the sessions of the entries of those titles arrive.
pub(in crate::load_test) fn check(
    threshold: &Threshold,
    scenarios: &[&str],
    arriving: &[String],
) -> Vec<String> {
    let wrong = [
        unit(threshold),
        limit(threshold),
        statistic(threshold),
        window(threshold),
        scenario(threshold, scenarios).or_else(|| arrivals(threshold, arriving)),
    ];
    let wrong = wrong.into_iter().flatten();
    wrong.map(|message| format!("the threshold `{threshold}`: {message}")).collect()
}

fn unit(threshold: &Threshold) -> Option<String> {
    use Unit::{Microseconds, Number, PerSecond, Percent};
    let (known, form): (&[Unit], &str) = match threshold.measure() {
        Measure::Errors => (&[Percent], "a share: `errors < 1%`"),
        Measure::Dropped => (&[Percent], "a share of the arrivals that were due: `dropped < 5%`"),
        Measure::Check(_) => (&[Percent], "a share: `check(\"..\") > 99%`"),
        Measure::Rate(_) => (&[PerSecond], "a rate: `400/s`"),
        Measure::Figure { statistic: Statistic::Count, .. } => (&[Number], "a number"),
        Measure::Figure { .. } => (&[Microseconds, Number], "a time or a number"),
    };
    let fits = known.contains(&threshold.limit().unit);
    (!fits).then(|| format!("`{}` is held to {form}", threshold.measure()))
}

fn limit(threshold: &Threshold) -> Option<String> {
    let limit = threshold.limit();
    let most = if limit.unit == Unit::Percent { 100.0 } else { f64::MAX };
    let least = if limit.unit == Unit::Number { f64::MIN } else { 0.0 };
    let fits = (least..=most).contains(&limit.value);
    (!fits).then(|| format!("`{limit}` is no limit that can be kept or broken"))
}

fn statistic(threshold: &Threshold) -> Option<String> {
    let Measure::Figure { statistic: Statistic::Percentile(percentile), .. } = threshold.measure()
    else {
        return None;
    };
    let fits = *percentile > 0.0 && *percentile <= 100.0;
    (!fits).then(|| format!("a percentile is above 0 and at most 100, not {percentile}"))
}

fn window(threshold: &Threshold) -> Option<String> {
    let window = threshold.window()?;
    let fits = window >= Duration::from_secs(1) && window.subsec_nanos() == 0;
    (!fits).then(|| "a window has whole seconds, and at least one: `over 30s`".to_owned())
}

fn scenario(threshold: &Threshold, scenarios: &[&str]) -> Option<String> {
    let name = threshold.scenario()?;
    let known = scenarios.contains(&name);
    (!known).then(|| {
        format!("`{name}` is no scenario of this load test; it runs {}", scenarios.join(", "))
    })
}

/// What keeps sessions from being dropped at all: they do not arrive, or not alone.
fn arrivals(threshold: &Threshold, arriving: &[String]) -> Option<String> {
    if *threshold.measure() != Measure::Dropped {
        return None;
    }
    match threshold.scenario() {
        _ if arriving.is_empty() => Some(
            "nothing arrives in this load test, so nothing can be dropped: give an entry a rate, \
             such as `browse at 500/s for 5min`"
                .to_owned(),
        ),
        Some(name) if !arriving.iter().any(|title| title == name) => Some(format!(
            "no sessions of `{name}` alone arrive, so none can be dropped: those of {} do",
            arriving.join(", ")
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::declared::Comparison;
    use super::super::measure::Metric;
    use super::super::quantity::Quantity;
    use super::*;

    fn wrong(measure: Measure, limit: Quantity) -> Vec<String> {
        check(&Threshold::new(measure, Comparison::Below, limit), &["browse"], &[])
    }

    #[test]
    fn a_unit_that_does_not_fit_is_named_with_the_one_that_does() {
        let get = |statistic| Measure::of(Metric::http("get", "/"), statistic);
        let second = Quantity::time(Duration::from_secs(1));
        for (measure, limit, message) in [
            (Measure::Errors, second, "`errors < 1s`: `errors` is held to a share: `errors < 1%`"),
            (
                Measure::Rate(Metric::named("x")),
                Quantity::number(5.0),
                "`rate(x) < 5`: `rate(x)` is held to a rate: `400/s`",
            ),
            (
                get(Statistic::Count),
                Quantity::percent(5.0),
                "`get(/).count < 5%`: `get(/).count` is held to a number",
            ),
            (
                get(Statistic::Percentile(100.5)),
                second,
                "`get(/).p100.5 < 1s`: a percentile is above 0 and at most 100, not 100.5",
            ),
            (
                Measure::Errors,
                Quantity::percent(101.0),
                "`errors < 101%`: `101%` is no limit that can be kept or broken",
            ),
        ] {
            assert_eq!(wrong(measure, limit), [format!("the threshold {message}")]);
        }
        assert!(wrong(get(Statistic::Max), second).is_empty());
    }

    #[test]
    fn a_window_of_no_whole_seconds_is_refused() {
        let errors = Threshold::new(Measure::Errors, Comparison::Below, Quantity::percent(1.0));
        for (millis, number) in [(0, 1), (999, 1), (1500, 1), (1000, 0), (30_000, 0)] {
            let threshold = errors.clone().over(Duration::from_millis(millis));
            assert_eq!(check(&threshold, &[], &[]).len(), number, "{millis}");
        }
    }

    #[test]
    fn what_cannot_be_dropped_is_said() {
        let dropped = Threshold::new(Measure::Dropped, Comparison::Below, Quantity::percent(5.0));
        assert!(check(&dropped, &["browse"], &["browse".to_owned()]).is_empty());
        let said = check(&dropped, &["browse"], &[]).concat();
        assert!(said.contains("`dropped < 5%`: nothing arrives in this load test"), "{said}");
    }
}
