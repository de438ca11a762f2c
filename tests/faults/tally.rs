//! What came of the cases, as a table.

use std::any::Any;
use std::fmt;
use std::io::{self, Write as _};

use crate::cases::Case;

/// What came of cases so far.
pub struct Tally(Vec<Row>);

struct Row {
    case: &'static Case,
    passed: u32,
    run: u32,
    /// What was measured, or went wrong, each time.
    figures: Vec<String>,
}

impl Tally {
    pub fn of(cases: &[&'static Case]) -> Self {
        let row = |case: &&'static Case| Row { case, passed: 0, run: 0, figures: Vec::new() };
        Self(cases.iter().map(row).collect())
    }

    /// Notes what came of a case.
    pub fn note(&mut self, index: usize, outcome: Result<String, Box<dyn Any + Send>>) {
        let row = &mut self.0[index];
        row.run += 1;
        let figures = match outcome {
            Ok(figures) => {
                row.passed += 1;
                figures
            }
            Err(panic) => format!("FAILED: {}", in_short(message(&*panic))),
        };
        say(&format!("   {figures}"));
        row.figures.push(figures);
    }

    pub fn has_passed(&self) -> bool {
        self.0.iter().all(|row| row.passed == row.run)
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "case  passed    what was done, and what came of it")?;
        for Row { case, passed, run, figures } in &self.0 {
            writeln!(f, "{:>4}  {:<8}  {}", case.number, format!("{passed} of {run}"), case.about)?;
            figures.iter().try_for_each(|figures| writeln!(f, "{:16}{figures}", ""))?;
        }
        Ok(())
    }
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref().copied()).unwrap_or("a panic without words")
}

/// The first line of a message, and what was compared.
fn in_short(message: &str) -> String {
    let compared = |line: &&str| ["left:", "right:"].iter().any(|it| line.trim().starts_with(it));
    let lines = message.lines().take(1).chain(message.lines().filter(compared));
    lines.map(str::trim).collect::<Vec<_>>().join(", ")
}

/// Says it at once.
pub fn say(line: &str) {
    // A reader who has gone away wants no table.
    let _ = writeln!(io::stdout(), "{line}");
}
