//! How long the load rises to its level.

use std::time::Duration;

use super::EntryLoad;
use crate::load_test::{Load, Stages};

/// When the last entry whose load comes in stages has first reached its highest level, from the
/// beginning of the load; at once where there is none.
pub fn ramp(entries: &[EntryLoad]) -> Duration {
    let rises = entries.iter().map(|entry| match &entry.load {
        Load::With(slots) => rise(slots, entry.after),
        Load::At { rates, .. } => rise(rates, entry.after),
        Load::Once | Load::For(_) | Load::Times(_) => Duration::ZERO,
    });
    rises.max().unwrap_or_default()
}

/// When stages that begin `after` so long first reach their highest level.
fn rise<L: Copy + Ord>(stages: &Stages<L>, after: Duration) -> Duration {
    let highest = stages.highest();
    let mut passed = Duration::ZERO;
    for stage in stages.stages() {
        if stage.from == highest {
            break;
        }
        passed = passed.saturating_add(stage.length);
        if stage.to == highest {
            break;
        }
    }
    // What is at its level from its beginning does not rise.
    if passed.is_zero() { passed } else { passed.saturating_add(after) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::{Rate, seconds};

    fn entry(load: Load, after: u64) -> EntryLoad {
        EntryLoad { count: 1, load, every: None, after: seconds(after) }
    }

    #[test]
    fn the_load_has_risen_when_the_last_entry_is_at_its_highest() {
        let peak = Stages::from(0).to(5, seconds(1)).to(9, seconds(2)).hold(seconds(60));
        let rates = Stages::from(Rate::ZERO).to(Rate::per_second(500), seconds(7));
        let at = |rates| Load::At { rates, poisson: false };
        assert_eq!(ramp(&[entry(Load::With(peak.clone()), 0)]), seconds(3));
        let both = [entry(Load::With(peak), 10), entry(at(rates), 1)];
        assert_eq!(ramp(&both), seconds(13));
    }

    #[test]
    fn what_begins_at_its_level_does_not_rise() {
        let falls = Stages::from(9).to(0, seconds(30));
        let even = Stages::of(9, seconds(30));
        let all = [Load::Once, Load::For(seconds(9)), Load::With(falls), Load::With(even)];
        assert_eq!(ramp(&all.map(|load| entry(load, 5))), Duration::ZERO);
    }
}
