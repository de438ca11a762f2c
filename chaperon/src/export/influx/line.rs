//! Line protocol: one point a line of `load_test,<tags> <fields> <time>`.

use std::collections::HashMap;
use std::fmt::Write;

use crate::export::figures::{Figures, names, text};
use crate::export::rows::{Line, lines};
use crate::metrics::{MetricName, NameOf, View};
use crate::results::RunResults;

/// All points of a run, at the time when it ended.
///
/// Points of the same tags and time would replace each other: two metrics of one name lie a
/// nanosecond apart.
pub(super) fn points(results: &RunResults, view: View) -> String {
    let run = Run::of(results);
    let mut seen: HashMap<String, i128> = HashMap::new();
    let mut points = String::new();
    for line in lines(results.snapshot(), view, action) {
        let series = run.series(&line);
        let fields = run.fields(&line.figures);
        let earlier = seen.entry(series.clone()).or_default();
        // Writing to a text cannot fail.
        let _ = writeln!(points, "{series} {fields} {}", run.time + *earlier);
        *earlier += 1;
    }
    points
}

/// What all points of a run share.
struct Run<'a> {
    load_test: &'a str,
    tag: Option<&'a str>,
    seconds: f64,
    /// Nanoseconds since 1970.
    time: i128,
}

impl<'a> Run<'a> {
    fn of(results: &'a RunResults) -> Self {
        Self {
            load_test: results.load_test(),
            tag: results.tag(),
            seconds: results.duration().as_secs_f64(),
            time: results.ended().unix_timestamp_nanos(),
        }
    }

    /// The measurement with its tags, sorted by key; those without a value are left out.
    fn series(&self, line: &Line) -> String {
        let tags = [
            ("action", Some(line.action.as_str())),
            ("load_test", Some(self.load_test)),
            ("session", line.session.as_deref()),
            ("tag", self.tag),
        ];
        let tags = tags.into_iter().filter_map(|(key, value)| Some((key, escaped(value?))));
        let tags = tags.filter(|(_, value)| !value.is_empty());
        tags.fold("load_test".to_owned(), |series, (key, value)| format!("{series},{key}={value}"))
    }

    /// The fields that there are. All but the count are floating-point numbers, so that a field
    /// has one type whatever the metric.
    fn fields(&self, figures: &Figures) -> String {
        let fixed = format!("duration={},total_count={}i", self.seconds, figures.count);
        let rest = names().zip(&figures.rest);
        let rest =
            rest.filter_map(|(name, figure)| Some((name.replace('.', "_"), text((*figure)?))));
        rest.fold(fixed, |fields, (name, figure)| format!("{fields},{name}={figure}"))
    }
}

/// How a metric is called.
fn action(name: &MetricName) -> String {
    match name.by_ref() {
        NameOf::HttpError { status, method, url } => {
            format!("error.http.{status}({method}({url}))")
        }
        other => other.to_string(),
    }
}

/// A tag's value. A backslash at its end, which would swallow what follows and cannot be written
/// in this protocol, is left out, and so are spaces there; line breaks become `\n`.
fn escaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for c in value.trim_end_matches(['\\', ' ']).chars() {
        match c {
            ',' | '=' | ' ' => text.extend(['\\', c]),
            '\n' => text.push_str("\\n"),
            '\r' => text.push_str("\\r"),
            _ => text.push(c),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::metrics::NameRef;
    use crate::results::example::{everything, results_of};

    #[test]
    fn a_point_a_metric_with_the_names_of_chaperon() {
        let points = points(&everything(), View::All);
        let lines: Vec<_> = points.lines().collect();
        assert_eq!(
            lines[0],
            "load_test,action=get(/),load_test=Shop duration=10,total_count=102i,max=2000000,\
             mean=20990,min=500,percentile_10_0=1000,percentile_20_0=1100,percentile_30_0=1200,\
             percentile_40_0=1300,percentile_50_0=1400,percentile_60_0=1510,percentile_75_0=1660,\
             percentile_80_0=1710,percentile_85_0=1760,percentile_90_0=1810,percentile_95_0=1860,\
             percentile_99_0=1900,percentile_99_9=2000000,percentile_99_99=2000000,\
             percentile_99_999=2000000 1795253410000000000"
        );
        let starts = [
            "load_test,action=get(/),load_test=Shop duration=10,total_count=102i,max=2000000,",
            "load_test,action=post(/cart/{id}),load_test=Shop duration=10,total_count=100i,",
            "load_test,action=service\\ post(/cart/{id}),load_test=Shop duration=10,",
            "load_test,action=error.http.503(get(/)),load_test=Shop duration=10,total_count=5i,",
            "load_test,action=call(shop.log_in),load_test=Shop duration=10,total_count=1i,",
            "load_test,action=ws_send(/chat\\,\\ \"main\"),load_test=Shop,session=p1 duration=10,",
            "load_test,action=ws_send(/chat\\,\\ \"main\"),load_test=Shop,session=p2 duration=10,",
            "load_test,action=items,load_test=Shop duration=10,total_count=1i,max=2.5,mean=2.5,",
            "load_test,action=orders,load_test=Shop duration=10,total_count=42i 1795253410000000000",
            "load_test,action=queue,load_test=Shop duration=10,total_count=1i,max=7.25,min=7.25 ",
            "load_test,action=check(logged\\ in),load_test=Shop duration=10,total_count=100i,max=1,",
            "load_test,action=error(connect:refused),load_test=Shop duration=10,total_count=1i ",
            "load_test,action=bytes_in,load_test=Shop duration=10,total_count=1234567i ",
            "load_test,action=bytes_out,load_test=Shop duration=10,total_count=45678i ",
            "load_test,action=connections,load_test=Shop duration=10,total_count=23i ",
            "load_test,action=dropped,load_test=Shop duration=10,total_count=0i ",
        ];
        assert_eq!(lines.len(), starts.len(), "{points}");
        for (line, start) in lines.iter().zip(starts) {
            assert!(line.starts_with(start), "{line}");
        }
    }

    #[test]
    fn metrics_of_one_name_do_not_replace_each_other() {
        let results = results_of(|recorder| {
            let scope = recorder.scope(&crate::metrics::Scope::of("browse"));
            recorder.count(recorder.intern(scope, NameRef::counter("bytes_in")), 7);
        });
        let points = points(&results, View::All);
        let times: Vec<_> = points
            .lines()
            .filter(|line| line.contains("action=bytes_in,"))
            .map(|line| line.rsplit(' ').next().unwrap())
            .collect();
        assert_eq!(times, ["1795253410000000000", "1795253410000000001"]);
    }

    /// A tag's value as InfluxDB reads it, and what follows it.
    fn read(text: &str) -> (String, &str) {
        let mut value = String::new();
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match (c, chars.peek()) {
                ('\\', Some(&(_, next @ (',' | '=' | ' ')))) => {
                    value.push(next);
                    chars.next();
                }
                (',' | ' ', _) => return (value, &text[at..]),
                _ => value.push(c),
            }
        }
        (value, "")
    }

    proptest! {
        #[test]
        fn a_tag_is_read_back_as_it_was_written(value in r#"[a-z,= \\"é\n]{0,12}"#) {
            let text = format!("{} duration=1", escaped(&value));
            let kept = value.trim_end_matches(['\\', ' ']).replace('\n', "\\n");
            prop_assert!(!text.contains('\n'));
            prop_assert_eq!(read(&text), (kept, " duration=1"));
        }
    }
}
