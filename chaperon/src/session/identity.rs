//! Who a session is.

use std::fmt;

/// The number of a session, unique within a run.
///
/// It is shown as the core's index and the session's number on it: `1-42`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId {
    core: u32,
    number: u64,
}

impl SessionId {
    pub(crate) fn new(core: u32, number: u64) -> Self {
        Self { core, number }
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.core, self.number)
    }
}
