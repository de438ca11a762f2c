//! How a run departs from its plan while it goes on.

use std::collections::BTreeMap;
use std::fmt;

use crate::time::Rate;

/// How a run departs from its plan while it goes on.
///
/// What is due by it is what the run is judged by: arrivals of a pause count neither as planned nor as
/// dropped, and those of another rate as those of the plan do.
///
/// ```
/// use chaperon::Rate;
/// use chaperon::event::Steering;
///
/// let paused = Steering { paused: true, ..Steering::default() };
/// let faster = Steering { rates: [("buy".to_owned(), Rate::per_second(800))].into(), ..paused };
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Steering {
    /// Whether nothing new is started. What is under way goes on, and the plan's clock stands still:
    /// no arrival becomes due, and what is planned for a time lasts so much longer.
    pub paused: bool,
    /// Arrivals a second over all cores of the run, by the titles of entries: they go for the planned
    /// ones from now on, for the rest of the entry's time. Entries whose sessions do not arrive, and
    /// titles that there are not, are left out.
    pub rates: BTreeMap<String, Rate>,
}

impl fmt::Display for Steering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rates = self.rates.iter().map(|(title, rate)| format!("{title} at {rate}"));
        let paused = self.paused.then(|| "paused".to_owned());
        let all: Vec<_> = paused.into_iter().chain(rates).collect();
        f.write_str(if all.is_empty() { "as planned" } else { "" })?;
        f.write_str(&all.join(", "))
    }
}
