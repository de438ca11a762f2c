//! Why bytes are not a snapshot.

/// Why bytes are not a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadSnapshot {
    /// They were written by another version of this program.
    #[error("a snapshot of version {found}, and this program reads version {known}")]
    Version {
        /// Their version.
        found: u8,
        /// The version that is read here.
        known: u8,
    },
    /// They end too early, or hold what is never written.
    #[error("a snapshot's bytes are damaged: {0}")]
    Damaged(&'static str),
    /// The values of a metric are not of its unit.
    #[error("the values of metric `{0}` are not of its unit")]
    WrongUnit(String),
}
