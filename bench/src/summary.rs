//! Medians, spreads, and Markdown tables of them.

use std::fmt::{self, Write};

/// One figure, measured several times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Figure {
    pub(crate) median: f64,
    least: f64,
    most: f64,
}

impl Figure {
    /// The median of values, of which there is at least one; of an even number, the lower one.
    pub(crate) fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.collect();
        values.sort_unstable_by(f64::total_cmp);
        let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
        let last = values.len().saturating_sub(1);
        Self { median: at(last / 2), least: at(0), most: at(last) }
    }

    /// `201,000 (198,000 to 203,000)`.
    pub(crate) fn whole(self) -> String {
        let Self { median, least, most } = self;
        format!("{} ({} to {})", grouped(median), grouped(least), grouped(most))
    }

    /// `4.65 (4.60 to 4.71)`.
    pub(crate) fn fraction(self) -> String {
        let Self { median, least, most } = self;
        format!("{median:.2} ({least:.2} to {most:.2})")
    }
}

/// A whole number with its thousands apart: `201,895`.
pub(crate) fn grouped(value: f64) -> String {
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A Markdown table.
pub(crate) struct Table {
    pub(crate) title: String,
    pub(crate) head: Vec<&'static str>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head: Vec<String> = self.head.iter().map(ToString::to_string).collect();
        let widths: Vec<usize> = (0..head.len())
            .map(|column| {
                let lines = std::iter::once(&head).chain(&self.rows);
                lines.filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max()
            })
            .map(Option::unwrap_or_default)
            .collect();
        writeln!(f, "{}\n\n{}", self.title, line(&head, &widths)?)?;
        let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
        writeln!(f, "{}", line(&rule, &widths)?)?;
        self.rows.iter().try_for_each(|row| writeln!(f, "{}", line(row, &widths)?))
    }
}

fn line(cells: &[String], widths: &[usize]) -> Result<String, fmt::Error> {
    let mut text = "|".to_owned();
    for (cell, width) in cells.iter().zip(widths) {
        write!(text, " {cell:<width$} |")?;
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_the_median_and_the_extremes() {
        let figure = Figure::of([3.0, 1.0, 2.0].into_iter());
        assert_eq!(figure, Figure { median: 2.0, least: 1.0, most: 3.0 });
        assert_eq!(Figure::of([4.0].into_iter()).fraction(), "4.00 (4.00 to 4.00)");
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(grouped(7.0), "7");
        assert_eq!(grouped(1234.4), "1,234");
        assert_eq!(grouped(201_895.6), "201,896");
    }

    #[test]
    fn a_table_is_markdown_in_columns() {
        let rows = vec![vec!["wrk".into(), "1".into()], vec!["chaperon".into(), "20".into()]];
        let table = Table { title: "T".into(), head: vec!["", "n"], rows };
        let expected = "T\n\n|          | n  |\n| -------- | -- |\n| wrk      | 1  |\n\
                        | chaperon | 20 |\n";
        assert_eq!(table.to_string(), expected);
    }
}
