//! How often something happens.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use super::words::parse_duration;

/// Millionths of a start in one.
const MILLION: u64 = 1_000_000;

/// How often something happens: `500/s`. It is exact to a millionth a second.
///
/// ```
/// use chaperon::Rate;
/// use chaperon::prelude::*;
///
/// assert_eq!(Rate::per_second(0.5), Rate::per(30, minutes(1)));
/// assert_eq!(Rate::per_second(500).to_string(), "500/s");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rate {
    /// Millionths a second.
    millionths: u64,
}

/// A number of starts: a whole number or a fraction.
#[diagnostic::on_unimplemented(
    message = "a rate is a number, not a `{Self}`",
    label = "not a number"
)]
pub trait Starts {
    #[doc(hidden)]
    fn millionths(self) -> u64;
}

impl Rate {
    /// Never.
    pub const ZERO: Self = Self { millionths: 0 };

    /// The highest: a million a second.
    pub const MAX: Self = Self { millionths: MILLION * MILLION };

    /// So many a second; a negative number is none, and a million is the most.
    pub fn per_second(number: impl Starts) -> Self {
        Self::per(number, Duration::from_secs(1))
    }

    /// So many in each such time.
    pub fn per(number: impl Starts, time: Duration) -> Self {
        let nanos = u128::from(number.millionths()) * 1_000_000_000;
        let millionths = (nanos + time.as_nanos() / 2).checked_div(time.as_nanos()).unwrap_or(0);
        let millionths = u64::try_from(millionths).unwrap_or(u64::MAX);
        Self { millionths }.min(Self::MAX)
    }

    /// Millionths a second.
    pub(crate) fn millionths(self) -> u64 {
        self.millionths
    }

    /// How many a second.
    #[cfg(feature = "cluster")]
    #[expect(clippy::cast_precision_loss, reason = "a rate is below 2^52")]
    pub(crate) fn a_second(self) -> f64 {
        self.millionths as f64 / 1e6
    }

    /// The same, times a factor.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a rate is below 2^52, and a negative factor is none"
    )]
    pub fn scaled(self, factor: f64) -> Self {
        Self { millionths: (self.millionths as f64 * factor).round() as u64 }.min(Self::MAX)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.millionths / MILLION, self.millionths % MILLION);
        match rest {
            0 => write!(f, "{whole}/s"),
            _ => {
                let rest = format!("{rest:06}");
                write!(f, "{whole}.{}/s", rest.trim_end_matches('0'))
            }
        }
    }
}

/// A text that is not a rate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a rate: write a number and a time, such as 500/s, 2.5/s or 30/min, up to a million \
     a second"
)]
pub struct BadRate(String);

/// Reads `500/s`, `2.5/s`, `30/min`.
///
/// ```
/// use chaperon::Rate;
///
/// assert_eq!("30/min".parse(), Ok(Rate::per_second(0.5)));
/// assert!("fast".parse::<Rate>().is_err());
/// ```
impl FromStr for Rate {
    type Err = BadRate;

    fn from_str(text: &str) -> Result<Self, BadRate> {
        let bad = || BadRate(text.to_owned());
        let (number, unit) = text.split_once('/').ok_or_else(bad)?;
        let (number, unit) = (number.trim(), unit.trim());
        let named = unit.bytes().all(|byte| byte.is_ascii_lowercase());
        let time = parse_duration(&format!("1{unit}")).ok().filter(|_| named).ok_or_else(bad)?;
        let plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        let number = number.parse::<f64>().ok().filter(|_| plain).ok_or_else(bad)?;
        let most = 1e6 * time.as_secs_f64();
        if number <= most { Ok(Self::per(number, time)) } else { Err(bad()) }
    }
}

macro_rules! whole {
    ($($number:ty)*) => {$(
        impl Starts for $number {
            fn millionths(self) -> u64 {
                u64::try_from(self).unwrap_or(0).saturating_mul(MILLION)
            }
        }
    )*};
}

whole!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

macro_rules! fractions {
    ($($number:ty)*) => {$(
        impl Starts for $number {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "what is negative or not a number is none"
            )]
            fn millionths(self) -> u64 {
                (f64::from(self) * 1e6).round() as u64
            }
        }
    )*};
}

fractions!(f32 f64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_read_as_they_are_written() {
        for (rate, text) in [
            (Rate::per_second(500), "500/s"),
            (Rate::per_second(2.5), "2.5/s"),
            (Rate::per(1, Duration::from_secs(3)), "0.333333/s"),
            (Rate::per(90, Duration::from_secs(60)), "1.5/s"),
            (Rate::per_second(-1), "0/s"),
            (Rate::per_second(f64::NAN), "0/s"),
            (Rate::per_second(u64::MAX), "1000000/s"),
            (Rate::per(1, Duration::ZERO), "0/s"),
            (Rate::per_second(10).scaled(0.25), "2.5/s"),
            (Rate::per_second(10).scaled(-1.0), "0/s"),
        ] {
            assert_eq!(rate.to_string(), text);
        }
    }
    #[test]
    fn a_rate_in_words_is_read() {
        for (text, rate) in [
            ("500/s", Rate::per_second(500)),
            (" 2.5 / s ", Rate::per_second(2.5)),
            ("30/min", Rate::per(30, Duration::from_secs(60))),
            ("0/s", Rate::ZERO),
            ("1000000/s", Rate::MAX),
        ] {
            assert_eq!(text.parse(), Ok(rate), "{text}");
        }
        let bad = ["", "5", "/s", "-5/s", "5/", "5/5s", "nan/s", "1e3/s", "5/parsec", "1000001/s"];
        for text in bad {
            assert!(text.parse::<Rate>().is_err(), "{text:?} was read");
        }
    }
}
