//! Waiting for something no longer than until a deadline.

use std::time::Duration;

use futures_util::future::{Either, FutureExt};
use tokio::time::timeout_at;

use crate::error::{Error, ErrorKind};
use crate::time::{Instant, now};

/// What the future gives, or `None` when the deadline comes first.
///
/// Not an `async fn`, which would keep room for the future as it is given and as it is awaited.
pub(super) fn by<F: Future>(
    deadline: Option<Instant>,
    future: F,
) -> impl Future<Output = Option<F::Output>> {
    match deadline {
        Some(deadline) => Either::Left(timeout_at(deadline, future).map(Result::ok)),
        None => Either::Right(future.map(Some)),
    }
}

/// The error of a deadline that came, in words: `no connection to localhost:80 in 2.000s`.
pub(super) fn late(kind: ErrorKind, what: impl std::fmt::Display, started: Instant) -> Error {
    Error::new(kind, format!("{what} in {}", rounded(now().saturating_duration_since(started))))
}

fn rounded(elapsed: Duration) -> String {
    format!("{:.3}s", elapsed.as_secs_f64())
}
