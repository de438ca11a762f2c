//! What a session does at intervals while it waits: `every`.
//!
//! The verbs that wait are `join`, those of `signals`, and the receives of `ws`. They do so through
//! [`Session::awaiting`], the receives only where something is to be done at intervals.

use std::time::Duration;

use crate::error::Result;
use crate::session::{Interval, Session};
use crate::time::{after, now};

impl Session {
    /// Runs `f` each time this long has passed, while the session awaits a child task (`join`), a
    /// signal or a WebSocket message. The first time is one `period` from now.
    ///
    /// It lasts as long as the session, which may have several. `f` runs in this session, in the
    /// middle of the wait, and may send on the WebSocket that is being received from: nothing that
    /// comes meanwhile is lost, and the wait's time limit goes on. Nothing runs while the session
    /// does something else: then one run is made up for when it next waits, and the others that
    /// were missed are left out. Child tasks do not inherit it.
    ///
    /// An error of `f` is counted, and the wait goes on; only [`abort`](Self::abort) ends it. A
    /// `period` of zero counts as a millisecond.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// #[scenario]
    /// async fn listens(session: &mut Session) -> Result {
    ///     session.ws_connect("/news").await?;
    ///     session.every(seconds(30), async |session| session.ws_send("still here").await);
    ///     session.ws_await_recv("the end").timeout(minutes(10)).await?;
    ///     Ok(())
    /// }
    /// ```
    pub fn every<F>(&mut self, period: Duration, f: F)
    where
        F: AsyncFn(&mut Session) -> Result + 'static,
    {
        let period = period.max(Duration::from_millis(1));
        self.intervals.push(Interval::new(period, after(now(), period), f));
    }

    /// Waits, and does meanwhile what `every` says.
    ///
    /// The wait is dropped for that and taken up again: it has to lose nothing then, and to have
    /// its limit from outside.
    pub(super) async fn awaiting<T>(
        &mut self,
        mut wait: impl AsyncFnMut(&mut Session) -> Result<T>,
    ) -> Result<T> {
        while let Some(due) = self.intervals.next() {
            // In no fixed order: neither messages nor runs, however many, keep the others waiting.
            tokio::select! {
                () = tokio::time::sleep_until(due) => {}
                outcome = wait(self) => return outcome,
            }
            self.run_interval().await?;
        }
        wait(self).await
    }

    /// Runs what is due first. What waits in it waits undisturbed.
    async fn run_interval(&mut self) -> Result {
        let Some((run, _turn)) = self.intervals.begin(now()) else { return Ok(()) };
        match run(self).await {
            Err(error) if error.ends_session() => Err(error),
            Err(error) => {
                self.note_error(error);
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }
}
