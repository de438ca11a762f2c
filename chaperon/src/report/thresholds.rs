//! The part of the table that lists the thresholds, each with its verdict.

use crate::load_test::threshold::{Quantity, Unit};
use crate::report::grid::{Grid, Layout, Tone};
use crate::report::paint::Paint;
use crate::report::words;
use crate::results::{Judged, Outcome};

/// The lines about thresholds; none when there are none.
pub(super) fn lines(thresholds: &[Judged], width: usize, paint: Paint) -> Vec<String> {
    if thresholds.is_empty() {
        return Vec::new();
    }
    let mut grid = Grid::new(&["threshold", "limit", "measured", "verdict"]);
    for judged in thresholds {
        let tone = if judged.passed() { Tone::Plain } else { Tone::Bad };
        grid.row(tone, judged.threshold.subject(), cells(judged));
    }
    let layout = Layout::of(std::iter::once(&grid), width);
    let heading = std::iter::once(paint.bold("thresholds"));
    heading.chain(grid.lines(layout, paint)).collect()
}

fn cells(judged: &Judged) -> Vec<String> {
    let threshold = &judged.threshold;
    let limit = format!("{} {}", threshold.comparison(), threshold.limit());
    let measured =
        judged.measured.map_or_else(|| "-".to_owned(), |is| short(is, threshold.limit()));
    let verdict = match &judged.outcome {
        Outcome::Passed => "passed",
        Outcome::Failed => "failed",
        Outcome::NoData(_) => "no data",
    };
    vec![limit, measured, verdict.to_owned()]
}

/// To 3 digits, unless that hides on which side of the limit it is.
fn short(measured: Quantity, limit: Quantity) -> String {
    let text = in_digits(measured);
    match text == in_digits(limit) && measured != limit {
        true => measured.to_string(),
        false => text,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "shown to 3 digits")]
fn in_digits(quantity: Quantity) -> String {
    let thousandths = || words::number((quantity.value * 1e3).round() as i64);
    match quantity.unit {
        Unit::Microseconds => words::micros(quantity.value.round() as i64),
        Unit::Percent => format!("{}%", thousandths()),
        Unit::PerSecond => format!("{}/s", thousandths()),
        Unit::Number => thousandths(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::load_test::threshold::{Comparison, Measure, Metric, Statistic, Threshold};
    use crate::results::Watch;
    use crate::results::example::everything;

    #[test]
    fn each_threshold_is_shown_with_its_verdict() {
        let max = |url, limit| {
            let max = Measure::of(Metric::http("get", url), Statistic::Max);
            Threshold::new(max, Comparison::Below, Quantity::time(Duration::from_micros(limit)))
        };
        let share = |measure, comparison, percent| {
            Threshold::new(measure, comparison, Quantity::percent(percent))
        };
        let thresholds = [
            share(Measure::Errors, Comparison::AtMost, 1.0),
            share(Measure::Check("logged in".to_owned()), Comparison::Above, 97.5),
            max("/", 250_000),
            max("/", 1_899),
            max("/a", 250_000).over(Duration::from_secs(30)),
        ];
        let mut results = everything();
        results.judge(&mut Watch::new(&thresholds, 1, Duration::ZERO));
        let lines = lines(results.thresholds(), 80, Paint { colored: false });
        assert_eq!(
            lines.join("\n"),
            "thresholds
  threshold                 limit  measured  verdict
  errors                    <= 1%     2.91%   failed
  check(logged in)        > 97.5%       98%   passed
  get(/).max              < 250ms    1.90ms   passed
  get(/).max            < 1.899ms     1.9ms   failed
  get(/a).max over 30s    < 250ms         -  no data"
        );
    }
}
