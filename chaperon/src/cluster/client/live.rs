//! What was measured so far in runs that somebody looks at.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::timeout;

use super::{Client, ClientError};
use crate::cluster::collected::Collected;
use crate::cluster::engine::Stored;
use crate::cluster::led::Led;
use crate::results::RunResults;
use crate::time::{Instant, now};

/// How long a run is followed at which nobody looks any more.
const UNSEEN: Duration = Duration::from_secs(60);

/// What is stored already of a run is there when nothing more came for so long.
const QUIET: Duration = Duration::from_millis(200);

/// The runs that are followed, by their ids.
pub(crate) type Lives = HashMap<String, Arc<Live>>;

/// A run that is followed.
pub(crate) struct Live {
    collected: Mutex<Collected>,
    looked: Mutex<Instant>,
}

impl Client {
    /// What was measured so far in a run, by all its workers, a second or two late; none before its load
    /// begins. It is not judged yet. A run that is looked at is followed for a minute, so that looking
    /// again costs little.
    ///
    /// # Errors
    /// [`ClientError::NoRun`]; [`ClientError::NoLoadTest`] when this program does not know its load
    /// test; and those of the engine.
    pub async fn live(&self, id: &str) -> Result<Option<RunResults>, ClientError> {
        let run = self.run(id).await?;
        let Some(plan) = run.plan.as_ref().filter(|plan| plan.start_at.is_some()) else {
            return Ok(None);
        };
        if let Some(live) = locked(&self.lives).get(id) {
            return Ok(Some(live.look()));
        }
        let led = Led::planned(&self.registry, &run.submission, plan)?;
        let collected = Collected::new(led, run.submission.tag.clone(), plan);
        let live = Arc::new(Live { collected: Mutex::new(collected), looked: Mutex::new(now()) });
        let mut stored = self.engine.stored(id).await?;
        while let Ok(Some(stored)) = timeout(QUIET, stored.recv()).await {
            live.hear(&stored);
        }
        locked(&self.lives).insert(id.to_owned(), live.clone());
        tokio::spawn(follow(live.clone(), stored, id.to_owned(), self.lives.clone()));
        Ok(Some(live.look()))
    }
}

impl Live {
    fn hear(&self, stored: &Stored) {
        // Whether the run is to stop is its leader's affair.
        let _ = locked(&self.collected).hear(&stored.payload);
    }

    fn look(&self) -> RunResults {
        *locked(&self.looked) = now();
        locked(&self.collected).so_far()
    }
}

/// Follows a run for as long as somebody looks at it.
async fn follow(
    live: Arc<Live>,
    mut stored: mpsc::UnboundedReceiver<Stored>,
    id: String,
    lives: Arc<Mutex<Lives>>,
) {
    while locked(&live.looked).elapsed() < UNSEEN {
        match timeout(UNSEEN / 4, stored.recv()).await {
            Ok(Some(stored)) => live.hear(&stored),
            Ok(None) => break,
            Err(_) => {}
        }
    }
    locked(&lives).remove(&id);
}

/// A panic elsewhere leaves nothing behind here that would be wrong.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
