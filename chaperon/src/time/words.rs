//! Durations in words: `seconds(2)` in Rust, `"2s"` in a file or on the command line.

use std::time::Duration;

/// A number that counts units of time: any integer or float.
///
/// ```
/// use chaperon::prelude::*;
///
/// assert_eq!(minutes(2), seconds(120));
/// assert_eq!(seconds(0.25), millis(250_u64));
/// assert_eq!((weeks(1), hours(36)), (days(7), days(1.5)));
/// assert_eq!(seconds(-1), Duration::ZERO);
/// ```
///
/// Negative and not-a-number count as zero; what is too large counts as the longest duration.
#[diagnostic::on_unimplemented(
    message = "an amount of time is a number, not a `{Self}`",
    label = "not a number"
)]
pub trait Amount {
    /// This many units of `unit` nanoseconds.
    fn of(self, unit: u64) -> Duration;
}

macro_rules! amounts {
    ($($integer:ty)*) => {$(
        impl Amount for $integer {
            fn of(self, unit: u64) -> Duration {
                let count = u64::try_from(self.max(0)).unwrap_or(u64::MAX);
                nanos(u128::from(count) * u128::from(unit))
            }
        }
    )*};
}

const NANOS: u64 = 1_000_000_000;

amounts!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

/// So many nanoseconds, or the longest duration.
fn nanos(count: u128) -> Duration {
    let second = u128::from(NANOS);
    // What is left of a second is below it, and fits.
    let rest = u32::try_from(count % second).unwrap_or(0);
    u64::try_from(count / second).map_or(Duration::MAX, |seconds| Duration::new(seconds, rest))
}

impl Amount for f64 {
    #[expect(clippy::cast_precision_loss, reason = "a unit is at most a week, far below 2^53 ns")]
    fn of(self, unit: u64) -> Duration {
        Duration::try_from_secs_f64(self.max(0.0) * (unit as f64) / 1e9).unwrap_or(Duration::MAX)
    }
}

impl Amount for f32 {
    fn of(self, unit: u64) -> Duration {
        f64::from(self).of(unit)
    }
}

macro_rules! units {
    ($($name:ident $nanos:literal $word:literal;)*) => {$(
        #[doc = concat!("A duration of this many ", $word, ".")]
        ///
        /// ```
        /// use chaperon::prelude::*;
        #[doc = concat!("assert_eq!(", stringify!($name), "(0.5) * 2, ", stringify!($name), "(1));")]
        /// ```
        pub fn $name(count: impl Amount) -> Duration {
            count.of($nanos)
        }
    )*};
}

units! {
    millis 1_000_000 "milliseconds";
    seconds 1_000_000_000 "seconds";
    minutes 60_000_000_000 "minutes";
    hours 3_600_000_000_000 "hours";
    days 86_400_000_000_000 "days";
    weeks 604_800_000_000_000 "weeks";
}

/// The units that [`parse_duration`] reads, longest name first where one ends another.
const UNITS: [(&str, u64); 8] = [
    ("min", 60 * NANOS),
    ("ms", 1_000_000),
    ("us", 1_000),
    ("ns", 1),
    ("s", NANOS),
    ("h", 3600 * NANOS),
    ("d", 86_400 * NANOS),
    ("w", 604_800 * NANOS),
];

/// A text that is not a duration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a duration: write a number and a unit, such as 250ms, 1.5s, 5min, 1h or 2d")]
pub struct BadDuration(pub String);

/// Reads `250ms`, `1.5s`, `10us`, `5min`, `1h`, `2d`.
///
/// # Errors
/// [`BadDuration`] when there is no number, no unit, or the value is negative or too large.
pub fn parse_duration(text: &str) -> Result<Duration, BadDuration> {
    let bad = || BadDuration(text.to_owned());
    let (number, nanos) = UNITS
        .iter()
        .find_map(|(unit, nanos)| Some((text.trim().strip_suffix(unit)?.trim_end(), *nanos)))
        .ok_or_else(bad)?;
    if let Ok(whole) = number.parse::<u64>() {
        return Ok(whole.of(nanos));
    }
    let plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let count = number.parse::<f64>().ok().filter(|_| plain).ok_or_else(bad)?;
    Ok(count.of(nanos))
}

/// Writes a duration in its largest exact unit, as [`parse_duration`] reads it: `1500ms`, `5min`.
pub fn write_duration(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    let (unit, size) =
        [("d", 86_400 * NANOS), ("h", 3600 * NANOS), ("min", 60 * NANOS), ("s", NANOS)]
            .into_iter()
            .chain([("ms", 1_000_000), ("us", 1_000), ("ns", 1)])
            .find(|(_, size)| nanos != 0 && nanos.is_multiple_of(u128::from(*size)))
            .unwrap_or(("s", NANOS));
    format!("{}{unit}", nanos / u128::from(size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_amount_is_a_duration() {
        assert_eq!(millis(1500), Duration::from_millis(1500));
        assert_eq!(minutes(0.5_f32), Duration::from_secs(30));
        assert_eq!((seconds(-2.5), weeks(i8::MIN)), (Duration::ZERO, Duration::ZERO));
        assert_eq!(seconds(f64::NAN), Duration::ZERO);
        assert_eq!(millis(u64::MAX), Duration::from_millis(u64::MAX));
        assert_eq!((weeks(u64::MAX), days(f64::INFINITY)), (Duration::MAX, Duration::MAX));
    }

    #[test]
    fn a_duration_in_words_is_read() {
        for (text, expected) in [
            ("250ms", Duration::from_millis(250)),
            ("1.5s", Duration::from_millis(1500)),
            ("10us", Duration::from_micros(10)),
            ("5min", Duration::from_secs(300)),
            ("1h", Duration::from_secs(3600)),
            ("2d", Duration::from_secs(172_800)),
        ] {
            assert_eq!(parse_duration(text), Ok(expected), "{text}");
        }
        for text in ["", "s", "5", "-1s", "five s", "1e3s", "5 parsecs", "infs"] {
            assert!(parse_duration(text).is_err(), "{text:?} was read");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_back(nanos in 0..u64::MAX) {
            let duration = Duration::from_nanos(nanos);
            assert_eq!(parse_duration(&write_duration(duration)), Ok(duration));
        }
    }
}
