//! How the sessions of an entry follow each other.

use std::time::Duration;

use super::Stages;
use crate::time::Rate;

/// How the sessions of an entry follow each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Load {
    /// One session a slot.
    #[default]
    Once,
    /// Session after session in each slot, for this long (`for 5min`).
    For(Duration),
    /// Session after session, this many over all slots (`times 1000`).
    Times(u64),
    /// Session after session in as many slots as the stages say (`with [0 -> 100 in 1min]`).
    With(Stages<u64>),
    /// Sessions arrive, however long those before them take (`at 500/s for 5min`).
    At {
        /// How many, and when.
        rates: Stages<Rate>,
        /// Whether the times between them are random, exponentially distributed, as those of
        /// independent users are; else they are even.
        poisson: bool,
    },
}

impl Load {
    /// Whether its sessions arrive, however long those before them take.
    pub fn arrives(&self) -> bool {
        matches!(self, Self::At { .. })
    }

    /// How long it goes on by plan; `None` when it ends with its last session.
    pub fn length(&self) -> Option<Duration> {
        match self {
            Self::Once | Self::Times(_) => None,
            Self::For(length) => Some(*length),
            Self::With(slots) => Some(slots.length()),
            Self::At { rates, .. } => Some(rates.length()),
        }
    }
}
