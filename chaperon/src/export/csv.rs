//! CSV: a line a metric, with the columns and names of Chaperon's export.

use crate::export::error::ExportError;
use crate::export::exporter::{ExportOptions, Exporter};
use crate::export::figures::{names, text};
use crate::export::rows::{Line, lines};
use crate::results::RunResults;

/// CSV: a line a metric, named `get(/path)`, or `session get(/path)` where sessions are kept apart.
///
/// Times are whole microseconds. `service get(/path)` is the time without the start lag, where
/// there is one. Counters, `error(kind)`, `bytes_in`, `bytes_out`, `connections` and `dropped` have
/// a `total_count` only; checks count a pass as 1 and a fail as 0.
///
/// The columns and names are those of Chaperon's export. Other than there, a name without a session
/// begins with no space, a name with the separator in it is quoted, plain numbers and gauges keep
/// fractions, and the last line ends as all others do.
///
/// ```
/// use chaperon::export::{Csv, Exporter};
///
/// let semicolons = Csv { separator: ';' };
/// assert_eq!((semicolons.name(), semicolons.extension()), ("csv", "csv"));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Csv {
    /// What stands between columns: `,` unless said.
    pub separator: char,
}

impl Default for Csv {
    fn default() -> Self {
        Self { separator: ',' }
    }
}

impl Exporter for Csv {
    fn name(&self) -> &str {
        "csv"
    }

    fn extension(&self) -> &str {
        "csv"
    }

    fn encode(
        &self,
        results: &RunResults,
        options: &ExportOptions,
    ) -> Result<Vec<u8>, ExportError> {
        let lines = lines(results.snapshot(), options.view, ToString::to_string);
        let lines = lines.iter().map(|line| self.line(line));
        let lines: Vec<_> = std::iter::once(self.header()).chain(lines).collect();
        Ok((lines.join("\n") + "\n").into_bytes())
    }
}

impl Csv {
    fn header(&self) -> String {
        let fixed = ["session_action_name", "total_count"].map(str::to_owned);
        self.join(fixed.into_iter().chain(names()))
    }

    fn line(&self, Line { session, action, figures }: &Line) -> String {
        let session = session.iter().map(|name| format!("{name} ")).collect::<String>();
        let fixed = [self.quoted(&format!("{session}{action}")), figures.count.to_string()];
        let rest = figures.rest.iter().map(|figure| figure.map(text).unwrap_or_default());
        self.join(fixed.into_iter().chain(rest))
    }

    fn join(&self, fields: impl Iterator<Item = String>) -> String {
        fields.collect::<Vec<_>>().join(&self.separator.to_string())
    }

    fn quoted(&self, field: &str) -> String {
        if field.contains([self.separator, '"', '\n', '\r']) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            field.to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::View;
    use crate::results::example::everything;

    fn lines(options: &ExportOptions) -> Vec<String> {
        let text = Csv::default().encode(&everything(), options).unwrap();
        String::from_utf8(text).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn the_columns_are_those_of_chaperon() {
        assert_eq!(
            lines(&ExportOptions::default())[0],
            "session_action_name,total_count,max,mean,min,percentile_10.0,percentile_20.0,\
             percentile_30.0,percentile_40.0,percentile_50.0,percentile_60.0,percentile_75.0,\
             percentile_80.0,percentile_85.0,percentile_90.0,percentile_95.0,percentile_99.0,\
             percentile_99.9,percentile_99.99,percentile_99.999"
        );
    }

    #[test]
    fn a_line_a_metric_over_scenarios_and_groups() {
        let expected = [
            "get(/),102,2000000,20990,500,1000,1100,1200,1300,1400,1510,1660,1710,1760,1810,1860,1900,2000000,2000000,2000000",
            "post(/cart/{id}),100,8600,6620,4640,5003,5403,5803,6203,6603,7003,7603,7803,8003,8207,8407,8567,8600,8600,8600",
            "service post(/cart/{id}),100,7600,5620,3640,4001,4403,4803,5203,5603,6003,6603,6803,7003,7203,7403,7563,7600,7600,7600",
            "Error HTTP 503 get(/),5,1900,1500,1100,1100,1100,1300,1300,1500,1500,1700,1700,1900,1900,1900,1900,1900,1900,1900",
            "call(shop.log_in),1,1000000,1000000,1000000,1000000,1000000,1000000,1000000,1000000,1000000,1000000,1000000,1000000,1000000,1000000,1000000,1000000,1000000,1000000",
            r#""p1 ws_send(/chat, ""main"")",2,12,12,12,12,12,12,12,12,12,12,12,12,12,12,12,12,12,12"#,
            r#""p2 ws_send(/chat, ""main"")",2,12,12,12,12,12,12,12,12,12,12,12,12,12,12,12,12,12,12"#,
            "items,1,2.5,2.5,2.5,2.5,2.5,2.5,2.5,2.5,2.5,2.5,2.5,2.5,2.5,2.5,2.5,2.5,2.5,2.5",
            "orders,42,,,,,,,,,,,,,,,,,,",
            "queue,1,7.25,,7.25,,,,,,,,,,,,,,,",
            "check(logged in),100,1,0.98,0,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1",
            "error(connect:refused),1,,,,,,,,,,,,,,,,,,",
            "bytes_in,1234567,,,,,,,,,,,,,,,,,,",
            "bytes_out,45678,,,,,,,,,,,,,,,,,,",
            "connections,23,,,,,,,,,,,,,,,,,,",
            "dropped,0,,,,,,,,,,,,,,,,,,",
        ];
        assert_eq!(lines(&ExportOptions::default())[1..], expected);
    }

    #[test]
    fn the_warm_up_can_be_left_out() {
        let lines = lines(&ExportOptions { view: View::Headline });
        assert!(lines[1].starts_with("get(/),101,1900,"), "{}", lines[1]);
    }
}
