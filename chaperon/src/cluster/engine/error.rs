//! What an engine can say instead of doing what it was asked.

/// Why an engine did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EngineError {
    /// Somebody else was faster: the record is there already, or has changed since it was read.
    #[error("the record has changed meanwhile")]
    Conflict,
    /// It cannot be reached now. Trying again may help; what was asked may yet have been done.
    #[error("{place} is away: {why}")]
    Away { place: String, why: String },
    /// It does not take what it is given, and will not later.
    #[error("{place} refuses: {why}")]
    Refused { place: String, why: String },
    /// How it was named, or who asks it, cannot be used. Nothing was sent.
    #[error("{why}")]
    Unusable { why: String },
    /// There is no room for more results.
    #[error("{place} has no room for more results: {why}")]
    Full { place: String, why: String },
    /// Nobody of that name listens.
    #[error("no node `{node}` listens")]
    NoNode { node: String },
    /// A node did not answer in time.
    #[error("node `{node}` did not answer in {patience:?}")]
    NoAnswer { node: String, patience: std::time::Duration },
}
