//! What is noted in the results of how a run departed from its plan.

use std::time::Duration;

use crate::event::Steering;
use crate::time::Rate;

/// How a run departs from its plan, and since when.
#[derive(Debug, Default)]
pub(super) struct Departures {
    steering: Steering,
    /// Since when it is paused, if it is, from the load's begin.
    paused: Option<Duration>,
}

impl Departures {
    /// Notes how it departs from now on; gives what is to be said of it, a line each.
    pub(super) fn note(&mut self, steering: &Steering, at: Duration) -> Vec<String> {
        let old = std::mem::replace(&mut self.steering, steering.clone());
        let titles = old.rates.keys().chain(steering.rates.keys());
        let mut titles: Vec<_> = titles.collect();
        titles.sort_unstable();
        titles.dedup();
        let changed = titles.into_iter().filter_map(|title| {
            let (old, new) = (old.rates.get(title), steering.rates.get(title));
            let change = (old != new).then(|| format!("{} -> {}", in_words(old), in_words(new)));
            Some(format!("rate of `{title}`: {} at {}", change?, moment(at)))
        });
        let mut lines: Vec<_> = changed.collect();
        match (self.paused, steering.paused) {
            (None, true) => self.paused = Some(at),
            (Some(since), false) => {
                lines.push(format!("paused from {} to {}", moment(since), moment(at)));
                self.paused = None;
            }
            _ => {}
        }
        lines
    }

    /// What is to be said at the end of the run.
    pub(super) fn last(&self) -> Option<String> {
        Some(format!("paused from {} to its end", moment(self.paused?)))
    }
}

fn in_words(rate: Option<&Rate>) -> String {
    rate.map_or_else(|| "as planned".to_owned(), Rate::to_string)
}

/// To a tenth of a second.
fn moment(at: Duration) -> String {
    let tenths = (at.as_millis() + 50) / 100;
    match tenths % 10 {
        0 => format!("{} s", tenths / 10),
        tenth => format!("{}.{tenth} s", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn pauses_and_rates_are_told_with_their_moments() {
        let mut departures = Departures::default();
        let mut steering = Steering { paused: true, ..Steering::default() };
        assert!(departures.note(&steering, 12 * SECOND).is_empty());
        assert_eq!(departures.last().unwrap(), "paused from 12 s to its end");
        steering.paused = false;
        let told = departures.note(&steering, Duration::from_millis(20_480));
        assert_eq!(told, ["paused from 12 s to 20.5 s"]);
        for (rate, line) in [
            (Some(Rate::per_second(800)), "rate of `buy`: as planned -> 800/s at 30 s"),
            (Some(Rate::per_second(0.5)), "rate of `buy`: 800/s -> 0.5/s at 30 s"),
            (None, "rate of `buy`: 0.5/s -> as planned at 30 s"),
        ] {
            steering.rates = rate.into_iter().map(|rate| ("buy".to_owned(), rate)).collect();
            assert_eq!(departures.note(&steering, 30 * SECOND), [line]);
        }
        assert_eq!(departures.last(), None);
    }
}
