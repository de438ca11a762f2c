//! What has gone wrong with the connection to an engine.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How often what went wrong, since the connection was first there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Troubles {
    /// The connection was lost.
    pub(crate) disconnects: u64,
    /// Messages came faster than they were read, and some were lost; what is kept is read again.
    pub(crate) slow_consumers: u64,
    /// The engine complained of something that was no answer, such as a thing that is not permitted.
    pub(crate) errors: u64,
}

impl fmt::Display for Troubles {
    /// `none`, or such as `disconnects: 2, errors: 1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { disconnects, slow_consumers, errors } = *self;
        let counts =
            [("disconnects", disconnects), ("slow consumers", slow_consumers), ("errors", errors)];
        let told = counts.iter().filter(|(_, count)| *count > 0);
        let told: Vec<_> = told.map(|(name, count)| format!("{name}: {count}")).collect();
        if told.is_empty() { f.write_str("none") } else { f.write_str(&told.join(", ")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_happened_is_told() {
        assert_eq!(Troubles::default().to_string(), "none");
        let troubles = Troubles { disconnects: 2, slow_consumers: 0, errors: 1 };
        assert_eq!(troubles.to_string(), "disconnects: 2, errors: 1");
    }
}
