//! Trying again: `retry_on_error`.

use std::marker::PhantomData;
use std::ops::Range;
use std::time::Duration;

use super::{Pending, Rounds, Wait};
use crate::error::Result;
use crate::session::Session;

/// The most that is waited before a retry, where nothing else is said.
const PAUSE: Duration = Duration::from_secs(1);

/// Attempts that have not been awaited yet. Made by [`Session::retry_on_error`].
#[must_use = "nothing is tried until it is awaited"]
pub struct Retry<'s, F, T> {
    session: &'s mut Session,
    attempt: F,
    /// `None` is without end.
    retries: Option<u64>,
    pause: Range<Duration>,
    value: PhantomData<fn() -> T>,
}

impl Session {
    /// Calls `f`, and once more when it fails, after a random pause of up to a second.
    ///
    /// How often and after which pause is set by [`retries`](Retry::retries),
    /// [`forever`](Retry::forever), [`delay`](Retry::delay) and
    /// [`random_delay`](Retry::random_delay). Each attempt that fails is counted as an error. When
    /// the load test is stopping, there is no further attempt; what [`abort`](Self::abort) ends
    /// and what the end of the run cuts is not retried.
    ///
    /// # Errors
    /// That of the last attempt.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// #[scenario]
    /// async fn waits_for_the_build(session: &mut Session) -> Result {
    ///     session
    ///         .retry_on_error(async |session| {
    ///             session.get("/builds/latest").expect_status(200).await
    ///         })
    ///         .retries(10)
    ///         .delay(millis(500))
    ///         .await?;
    ///     Ok(())
    /// }
    /// ```
    pub fn retry_on_error<T, F>(&mut self, f: F) -> Retry<'_, F, T>
    where
        F: AsyncFnMut(&mut Session) -> Result<T>,
    {
        Retry {
            session: self,
            attempt: f,
            retries: Some(1),
            pause: Duration::ZERO..PAUSE,
            value: PhantomData,
        }
    }
}

impl<F, T> Retry<'_, F, T> {
    /// Tries again so many times: 3 are up to four attempts, 0 is one.
    pub fn retries(mut self, retries: impl Rounds) -> Self {
        self.retries = Some(retries.rounds());
        self
    }

    /// Tries again until it succeeds or the load test is stopping.
    pub fn forever(mut self) -> Self {
        self.retries = None;
        self
    }

    /// Waits before each retry: so long, or a random time of a range.
    ///
    /// Of several [`delay`](Self::delay) and [`random_delay`](Self::random_delay), the last counts.
    pub fn delay(mut self, wait: impl Wait + Clone) -> Self {
        self.pause = wait.clone().pick(0.0)..wait.pick(1.0);
        self
    }

    /// Waits a random time, up to `most`, before each retry.
    pub fn random_delay(self, most: Duration) -> Self {
        self.delay(Duration::ZERO..most)
    }
}

impl<'s, F, T: 's> IntoFuture for Retry<'s, F, T>
where
    F: AsyncFnMut(&mut Session) -> Result<T> + 's,
{
    type Output = Result<T>;
    type IntoFuture = Pending<'s, T>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { session, mut attempt, retries, pause, .. } = self;
        Box::pin(async move {
            let mut left = retries;
            loop {
                let error = match attempt(session).await {
                    Ok(value) => return Ok(value),
                    Err(error) => error,
                };
                // Attempts that never wait must still let the core do its other work.
                tokio::task::coop::consume_budget().await;
                let error = session.note_error(error);
                if left == Some(0) || error.ends_session() || session.stopping() {
                    return Err(error);
                }
                let pause = pause.clone().pick(session.random());
                session.pause(pause).await;
                if session.stopping() {
                    return Err(error);
                }
                left = left.map(|left| left - 1);
            }
        })
    }
}
