//! What an engine can say instead of doing what it was asked.

/// Why an engine, which stands between the nodes of a cluster, did not do what it was asked.
///
/// Its message says which engine, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// Somebody else was faster: the record is there already, or has changed since it was read.
    #[error("the record has changed meanwhile")]
    Conflict,
    /// It cannot be reached now. Trying again may help; what was asked may yet have been done.
    #[error("{place} is away: {why}")]
    Away {
        /// Its address, without secrets.
        place: String,
        /// What happened.
        why: String,
    },
    /// It does not take what it is given, and will not later: it does not know who asks, is too old,
    /// or lacks what is needed.
    #[error("{place} refuses: {why}")]
    Refused {
        /// Its address, without secrets.
        place: String,
        /// What it says, and what to do about it.
        why: String,
    },
    /// How it was named, or who asks it, cannot be used. Nothing was sent.
    #[error("{why}")]
    Unusable {
        /// What is wrong, and what to write instead.
        why: String,
    },
    /// There is no room for more results.
    #[error("{place} has no room for more results: {why}")]
    Full {
        /// Its address, without secrets.
        place: String,
        /// What it says.
        why: String,
    },
    /// Nobody of that name listens.
    #[error("no node `{node}` listens")]
    NoNode {
        /// The name.
        node: String,
    },
    /// A node did not answer in time.
    #[error("node `{node}` did not answer in {patience:?}")]
    NoAnswer {
        /// Its name.
        node: String,
        /// How long it was waited for.
        patience: std::time::Duration,
    },
}
