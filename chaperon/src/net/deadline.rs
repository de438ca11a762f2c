//! Waiting for something no longer than until a deadline.

use std::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::time::{Instant, now};

/// What the future gives, or `None` when the deadline comes first.
pub(super) async fn by<F: Future>(deadline: Option<Instant>, future: F) -> Option<F::Output> {
    match deadline {
        Some(deadline) => tokio::time::timeout_at(deadline, future).await.ok(),
        None => Some(future.await),
    }
}

/// The error of a deadline that came, in words: `no connection to localhost:80 in 2.000s`.
pub(super) fn late(kind: ErrorKind, what: impl std::fmt::Display, started: Instant) -> Error {
    Error::new(kind, format!("{what} in {}", rounded(now().saturating_duration_since(started))))
}

fn rounded(elapsed: Duration) -> String {
    format!("{:.3}s", elapsed.as_secs_f64())
}
