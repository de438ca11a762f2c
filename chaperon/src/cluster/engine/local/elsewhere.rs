//! Waiting for the disk elsewhere: who asks may have requests to answer, or results to take.

use std::io;

use tokio::task::spawn_blocking;

/// Does what waits for the disk on a thread that may wait; to its end, even when nobody waits for it
/// any more.
pub(super) async fn elsewhere<T: Send + 'static>(
    doing: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    spawn_blocking(doing).await.unwrap_or_else(|error| Err(io::Error::other(error)))
}
