//! Quantities with their unit: limits, and what is measured against them.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::time::write_duration;

/// The unit of a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Time, in microseconds.
    Microseconds,
    /// A share, in per cent.
    Percent,
    /// A rate, per second.
    PerSecond,
    /// A count or a number without unit.
    Number,
}

/// A limit, or what is measured against it.
///
/// ```
/// use std::time::Duration;
/// use chaperon::threshold::Quantity;
///
/// assert_eq!(Quantity::time(Duration::from_millis(250)).to_string(), "250ms");
/// assert_eq!(Quantity::percent(0.5).to_string(), "0.5%");
/// assert_eq!(Quantity::per_second(400.0).to_string(), "400/s");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quantity {
    /// What the value counts.
    pub unit: Unit,
    /// How many of them.
    pub value: f64,
}

impl Quantity {
    /// A time, to the microsecond and beyond.
    pub fn time(time: Duration) -> Self {
        Self { unit: Unit::Microseconds, value: time.as_secs_f64() * 1e6 }
    }

    /// A share, in per cent.
    pub fn percent(percent: f64) -> Self {
        Self { unit: Unit::Percent, value: percent }
    }

    /// A rate, per second.
    pub fn per_second(number: f64) -> Self {
        Self { unit: Unit::PerSecond, value: number }
    }

    /// A count or a number without unit.
    pub fn number(number: f64) -> Self {
        Self { unit: Unit::Number, value: number }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit {
            Unit::Microseconds => f.write_str(&time(self.value)),
            Unit::Percent => write!(f, "{}%", decimal(self.value, 3)),
            Unit::PerSecond => write!(f, "{}/s", decimal(self.value, 3)),
            Unit::Number => f.write_str(&decimal(self.value, 3)),
        }
    }
}

/// Microseconds in a fitting unit: `312.456ms`, `1.5s`, `5min`.
fn time(micros: f64) -> String {
    match micros {
        ..1e3 => format!("{}us", decimal(micros, 3)),
        ..1e6 => format!("{}ms", decimal(micros / 1e3, 3)),
        whole if whole % 1e6 == 0.0 => {
            write_duration(Duration::try_from_secs_f64(whole / 1e6).unwrap_or(Duration::MAX))
        }
        _ => format!("{}s", decimal(micros / 1e6, 6)),
    }
}

/// To so many decimals, without zeros at the end.
fn decimal(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::parse_duration;

    #[test]
    fn a_quantity_is_shown_in_a_fitting_unit() {
        for (quantity, text) in [
            (Quantity { unit: Unit::Microseconds, value: 0.0 }, "0us"),
            (Quantity { unit: Unit::Microseconds, value: 1.0 / 3.0 }, "0.333us"),
            (Quantity { unit: Unit::Microseconds, value: 312_456.0 }, "312.456ms"),
            (Quantity { unit: Unit::Microseconds, value: 1_000_200.0 }, "1.0002s"),
            (Quantity::time(Duration::from_secs(300)), "5min"),
            (Quantity::percent(200.0 / 3.0), "66.667%"),
            (Quantity::per_second(400.0), "400/s"),
            (Quantity::number(-1_200.0), "-1200"),
        ] {
            assert_eq!(quantity.to_string(), text);
        }
    }

    proptest::proptest! {
        #[test]
        fn a_time_is_shown_as_what_it_is(micros in 0..10_000_000_000_u64) {
            let time = Duration::from_micros(micros);
            assert_eq!(parse_duration(&Quantity::time(time).to_string()), Ok(time));
        }
    }
}
