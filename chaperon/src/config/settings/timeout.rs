//! A time limit that can be switched off.

use std::fmt;
use std::time::Duration;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::config::provides::{Provided, Provides, marker, none};
use crate::time::{parse_duration, write_duration};

/// A time limit: a duration, or `none`.
///
/// ```
/// use chaperon::config::{Layer, Settings};
///
/// let mut layer = Layer::defaults_of::<()>();
/// layer.set_text("timeout=none")?;
/// let settings: Settings = layer.resolve()?.read()?;
/// assert_eq!(settings.timeout.get(), None);
/// assert_eq!(settings.teardown_timeout.get(), Some(std::time::Duration::from_secs(5)));
/// # Ok::<(), chaperon::config::ConfigError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeout(Option<Duration>);

impl Timeout {
    /// No limit.
    pub const NONE: Self = Self(None);

    /// A limit.
    pub const fn of(limit: Duration) -> Self {
        Self(Some(limit))
    }

    /// The limit, if there is one.
    pub const fn get(self) -> Option<Duration> {
        self.0
    }
}

impl fmt::Display for Timeout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(limit) => f.write_str(&write_duration(limit)),
            None => f.write_str("none"),
        }
    }
}

impl Serialize for Timeout {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timeout {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Words)
    }
}

struct Words;

impl Visitor<'_> for Words {
    type Value = Timeout;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a duration such as 250ms, 2s or 5min, or `none`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Timeout, E> {
        if text.trim() == "none" {
            return Ok(Timeout::NONE);
        }
        let limit = parse_duration(text);
        limit.map(Timeout::of).map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }

    fn visit_unit<E: Error>(self) -> Result<Timeout, E> {
        Ok(Timeout::NONE)
    }
}

#[diagnostic::do_not_recommend]
impl Provides<Timeout, marker::Off> for none {
    fn provide(self) -> Provided {
        Provided::text("none")
    }
}

#[diagnostic::do_not_recommend]
impl<Need> Provides<Timeout, marker::Text, Need> for Duration {
    fn provide(self) -> Provided {
        Provided::text(&write_duration(self))
    }
}
