//! What an action may cost in instructions and allocations: `budget.toml`, and what exceeds it.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;

use crate::Result;

/// What the figures are held against.
const FILE: &str = include_str!("../budget.toml");

/// The budgets of all that is counted, by name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Budgets {
    /// The share by which instructions may exceed theirs.
    tolerance: f64,
    budget: BTreeMap<String, Cost>,
}

/// What one action costs on average.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Cost {
    pub(crate) instructions: f64,
    pub(crate) allocations: f64,
}

impl Budgets {
    pub(crate) fn read() -> Result<Self> {
        Ok(toml::from_str(FILE)?)
    }

    /// Says what is exceeded, by how much, and what to do; nothing when all is well.
    pub(crate) fn complaint(&self, counted: &[(&str, Cost)]) -> Option<String> {
        let mut text = String::new();
        for (name, cost) in counted {
            let Some(budget) = self.budget.get(*name) else {
                let _ = writeln!(text, "{name}: bench/budget.toml has no `[budget.{name}]`");
                continue;
            };
            let rise = cost.instructions / budget.instructions - 1.0;
            if rise > self.tolerance {
                let _ = writeln!(
                    text,
                    "{name}: {:.0} instructions, {:.1} % above its budget of {:.0}",
                    cost.instructions,
                    rise * 100.0,
                    budget.instructions
                );
            }
            // They are counted whole; the rest is what happens once a second.
            if cost.allocations.round() > budget.allocations {
                let _ = writeln!(
                    text,
                    "{name}: {:.1} heap allocations, its budget is {}",
                    cost.allocations, budget.allocations
                );
            }
        }
        (!text.is_empty()).then(|| format!("{text}{ADVICE}"))
    }
}

const ADVICE: &str = "Look at what the change does on each action (`callgrind_annotate` shows it; \
                      bench/NOTES.md says what is known to be expensive), or, if it is worth its \
                      price, raise the budget in bench/budget.toml and say why in the commit.";

#[cfg(test)]
mod tests {
    use super::*;

    fn budgets() -> Budgets {
        toml::from_str("tolerance = 0.05\nbudget.get = { instructions = 1000, allocations = 5 }")
            .unwrap()
    }

    fn complaint(instructions: f64, allocations: f64) -> Option<String> {
        budgets().complaint(&[("get", Cost { instructions, allocations })])
    }

    #[test]
    fn what_is_within_the_tolerance_is_no_complaint() {
        assert_eq!(complaint(1049.0, 5.2), None);
        assert_eq!(complaint(500.0, 3.0), None);
    }

    #[test]
    fn a_complaint_says_what_rose_by_how_much_and_what_to_do() {
        let text = complaint(1100.0, 6.0).unwrap();
        assert!(text.contains("get: 1100 instructions, 10.0 % above its budget of 1000"), "{text}");
        assert!(text.contains("get: 6.0 heap allocations, its budget is 5"), "{text}");
        assert!(text.contains("raise the budget in bench/budget.toml"), "{text}");
    }

    #[test]
    fn the_file_can_be_read() {
        assert!(!Budgets::read().unwrap().budget.is_empty());
    }
}
