//! A wait: of a certain length, or of a random one within a range.

use std::fmt;
use std::ops::Range;
use std::time::Duration;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::config::provides::{Provided, Provides, marker};
use crate::time::{parse_duration, write_duration};

/// A wait: a duration, or a range of durations of which a random one is taken.
///
/// ```
/// use chaperon::config::Delay;
/// use std::time::Duration;
///
/// let delay: Delay = serde_json::from_str("\"2s..5s\"")?;
/// assert_eq!(delay.range(), Duration::from_secs(2)..Duration::from_secs(5));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delay {
    from: Duration,
    to: Duration,
}

impl Delay {
    /// From the shortest to the longest wait; both are the same when the wait is not random.
    pub const fn range(self) -> Range<Duration> {
        self.from..self.to
    }

    fn parse(text: &str) -> Option<Self> {
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        let (from, to) = (parse_duration(from).ok()?, parse_duration(to).ok()?);
        (from <= to).then_some(Self { from, to })
    }
}

impl fmt::Display for Delay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&write_duration(self.from))?;
        if self.from == self.to {
            return Ok(());
        }
        write!(f, "..{}", write_duration(self.to))
    }
}

impl Serialize for Delay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Delay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Words)
    }
}

struct Words;

impl Visitor<'_> for Words {
    type Value = Delay;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a duration such as 2s, or a range such as 2s..5s")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Delay, E> {
        Delay::parse(text).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

#[diagnostic::do_not_recommend]
impl<Need> Provides<Delay, marker::Text, Need> for Duration {
    fn provide(self) -> Provided {
        Provided::text(&write_duration(self))
    }
}

#[diagnostic::do_not_recommend]
impl<Need> Provides<Delay, marker::Text, Need> for Range<Duration> {
    fn provide(self) -> Provided {
        Provided::text(&format!("{}..{}", write_duration(self.start), write_duration(self.end)))
    }
}
