//! The flow of a session: delays, and the ends of a session and of the load test.

use std::ops::Range;
use std::time::Duration;

use crate::config::Delay;
use crate::error::{Error, ErrorKind, Result};
use crate::event::Event;
use crate::session::{Session, StopLevel};

/// How long to wait: a `Duration`, or a range of which a random one is taken.
///
/// ```
/// use chaperon::prelude::*;
///
/// async fn example(session: &mut Session) -> Result {
///     session.delay(seconds(2)).await?;
///     session.delay(seconds(2)..seconds(5)).await?;
///     session
///         .retry_on_error(async |session| session.get("/").expect_status(200).await)
///         .delay(millis(100)..seconds(1))
///         .await?;
///     Ok(())
/// }
/// ```
///
/// The config key `delay` takes both, too: `delay: 2s..5s`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no wait",
    label = "neither a duration nor a range of durations",
    note = "write `seconds(2)`, or `seconds(2)..seconds(5)` for a random time in between"
)]
pub trait Wait {
    /// The duration, given a random number from 0 to below 1.
    fn pick(self, random: f64) -> Duration;
}

impl Wait for Duration {
    fn pick(self, _: f64) -> Duration {
        self
    }
}

impl Wait for Range<Duration> {
    fn pick(self, random: f64) -> Duration {
        let length = self.end.saturating_sub(self.start).as_secs_f64();
        let more = Duration::try_from_secs_f64(length * random).unwrap_or(Duration::MAX);
        self.start.saturating_add(more)
    }
}

impl Wait for Delay {
    fn pick(self, random: f64) -> Duration {
        self.range().pick(random)
    }
}

impl Session {
    /// Waits: so long, or a random time of a range (`seconds(2)..seconds(5)`).
    ///
    /// Ends early, and well, when the load test is stopping.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     session.delay(seconds(2)).await?;
    ///     session.delay(seconds(2)..seconds(5)).await
    /// }
    /// ```
    ///
    /// # Errors
    /// None; it is a `Result` so that it reads like every other verb.
    pub async fn delay(&mut self, wait: impl Wait) -> Result {
        let duration = wait.pick(self.random());
        self.pause(duration).await;
        Ok(())
    }

    /// Waits a random time, up to `most`.
    ///
    /// # Errors
    /// None, as [`delay`](Self::delay).
    pub async fn random_delay(&mut self, most: Duration) -> Result {
        self.delay(Duration::ZERO..most).await
    }

    /// Ends this session: write `return session.abort("why")` or `session.abort("why")?`.
    ///
    /// Its teardown runs; other sessions go on.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     if session.get("/account").await?.status() == 401 {
    ///         return session.abort("the account is gone");
    ///     }
    ///     Ok(())
    /// }
    /// ```
    ///
    /// # Errors
    /// Always, with kind [`ErrorKind::Aborted`].
    pub fn abort(&mut self, reason: impl Into<String>) -> Result {
        Err(Error::new(ErrorKind::Aborted, reason))
    }

    /// Stops the whole load test, as if its time were over; the report tells the reason.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     if session.get("/health").await?.status() >= 500 {
    ///         session.stop_load_test("the server is ill");
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub fn stop_load_test(&mut self, reason: impl Into<String>) {
        self.core.tell(Event::StopRequested { reason: reason.into() });
        self.core.stop.raise(StopLevel::Round);
    }

    /// Whether the load test is stopping: loops of your own should end then.
    pub fn stopping(&self) -> bool {
        self.core.stop.stopping()
    }

    /// Waits, or ends early when the load test is stopping.
    pub(crate) async fn pause(&self, duration: Duration) {
        if duration.is_zero() {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(duration) => {}
            () = self.core.stop.reached(StopLevel::Round) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_random_wait_stays_in_its_range(start in 0_u64..10_000, length in 0_u64..10_000, random in 0.0..1.0) {
            let (start, length) = (Duration::from_millis(start), Duration::from_millis(length));
            let picked = (start..start + length).pick(random);
            assert!(start <= picked && picked <= start + length);
        }
    }

    #[test]
    fn the_longest_and_a_reversed_range_are_waits() {
        assert_eq!((Duration::ZERO..Duration::MAX).pick(1.0), Duration::MAX);
        let (two, five) = (Duration::from_secs(2), Duration::from_secs(5));
        assert_eq!((five..two).pick(0.5), five);
    }
}
