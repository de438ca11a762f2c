//! A whole number of at least one.

use std::fmt;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::config::provides::{Provided, Provides, marker};

/// A whole number of at least one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Positive(usize);

impl Positive {
    /// The number.
    pub const fn get(self) -> usize {
        self.0
    }
}

impl<'de> Deserialize<'de> for Positive {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_u64(Words)
    }
}

struct Words;

impl Visitor<'_> for Words {
    type Value = Positive;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number from 1")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Positive, E> {
        let some = usize::try_from(number).ok().filter(|number| *number > 0);
        some.map(Positive).ok_or_else(|| E::invalid_value(Unexpected::Unsigned(number), &self))
    }
}

#[diagnostic::do_not_recommend]
impl<Need> Provides<Positive, marker::Whole, Need> for u64 {
    fn provide(self) -> Provided {
        Provided::typed(self)
    }
}
