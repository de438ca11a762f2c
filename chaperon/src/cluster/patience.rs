//! Trying again what an engine did not do because it was away.

use std::time::Duration;

use tokio::time::sleep;

use super::engine::EngineError;

/// After how long it is tried again.
const AGAIN: Duration = Duration::from_millis(500);

/// Does it until the engine is there; whoever leads loses the lease before it waits for long.
pub(crate) async fn patiently<T, F>(mut doing: impl FnMut() -> F) -> Result<T, EngineError>
where
    F: Future<Output = Result<T, EngineError>>,
{
    loop {
        match doing().await {
            Err(EngineError::Away { .. }) => sleep(AGAIN).await,
            other => return other,
        }
    }
}
