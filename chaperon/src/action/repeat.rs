//! Calls in turn: `repeat`, `repeat_traced`, `repeat_for`.

use std::marker::PhantomData;
use std::time::Duration;

use super::Pending;
use super::naming::call_of;
use crate::error::Result;
use crate::metrics::{MetricName, Sample};
use crate::session::Session;
use crate::time::{Instant, now};

/// When a loop is over.
#[derive(Debug, Clone, Copy)]
enum Until {
    Rounds(u64),
    Passed(Duration),
}

/// A loop that has not been awaited yet. Made by [`Session::repeat`] and its kin.
#[must_use = "a loop does nothing until it is awaited"]
pub struct Repeat<'s, F, T> {
    session: &'s mut Session,
    round: F,
    until: Until,
    metric: Option<MetricName>,
    stop_on_error: bool,
    value: PhantomData<fn() -> T>,
}

/// A number of rounds: any integer; below zero counts as zero.
#[diagnostic::on_unimplemented(
    message = "a number of rounds is an integer, not a `{Self}`",
    label = "not an integer"
)]
pub trait Rounds {
    /// The number.
    fn rounds(self) -> u64;
}

macro_rules! rounds {
    ($($integer:ty)*) => {$(
        impl Rounds for $integer {
            fn rounds(self) -> u64 {
                u64::try_from(self).unwrap_or(0)
            }
        }
    )*};
}

rounds!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

impl Session {
    /// Calls `f` so many times, one call after the other.
    ///
    /// A round that fails is recorded, followed by a pause of `error_pause`, and the next round
    /// starts; [`stop_on_error`](Repeat::stop_on_error) ends the loop instead. When the load test
    /// is stopping, the loop ends after the round under way.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     session.repeat(3, async |session| session.get("/next").await).await
    /// }
    /// ```
    pub fn repeat<T, F>(&mut self, rounds: impl Rounds, f: F) -> Repeat<'_, F, T>
    where
        F: AsyncFnMut(&mut Session) -> Result<T>,
    {
        Repeat::new(self, Until::Rounds(rounds.rounds()), f, None)
    }

    /// As [`repeat`](Self::repeat), and records each round as `call(module.function)`.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     // Measured as `call(ping)`.
    ///     session.repeat_traced(10, async |session| session.ws_send("ping").await).named("ping").await
    /// }
    /// ```
    pub fn repeat_traced<T, F>(&mut self, rounds: impl Rounds, f: F) -> Repeat<'_, F, T>
    where
        F: AsyncFnMut(&mut Session) -> Result<T>,
    {
        Repeat::new(self, Until::Rounds(rounds.rounds()), f, Some(call_of::<F>()))
    }

    /// Calls `f` again and again for this long, and records each round as
    /// `call(module.function)`.
    ///
    /// The last round is not cut: it starts before the time is over and may end after it.
    ///
    /// ```
    /// use chaperon::prelude::*;
    ///
    /// async fn example(session: &mut Session) -> Result {
    ///     session.repeat_for(seconds(30), async |session| session.get("/").await).stop_on_error().await
    /// }
    /// ```
    pub fn repeat_for<T, F>(&mut self, duration: Duration, f: F) -> Repeat<'_, F, T>
    where
        F: AsyncFnMut(&mut Session) -> Result<T>,
    {
        Repeat::new(self, Until::Passed(duration), f, Some(call_of::<F>()))
    }
}

impl<'s, F, T> Repeat<'s, F, T> {
    fn new(session: &'s mut Session, until: Until, round: F, metric: Option<MetricName>) -> Self {
        Self { session, round, until, metric, stop_on_error: false, value: PhantomData }
    }

    /// Records the rounds under `call(name)` instead.
    pub fn named(mut self, name: &str) -> Self {
        self.metric = self.metric.map(|_| MetricName::call_named(name));
        self
    }

    /// Ends the loop, and what is around it, at the first round that fails.
    pub fn stop_on_error(mut self) -> Self {
        self.stop_on_error = true;
        self
    }
}

impl Until {
    fn reached(self, rounds: u64, start: Instant) -> bool {
        match self {
            Self::Rounds(count) => rounds >= count,
            Self::Passed(duration) => start.elapsed() >= duration,
        }
    }
}

impl<'s, F, T: 's> IntoFuture for Repeat<'s, F, T>
where
    F: AsyncFnMut(&mut Session) -> Result<T> + 's,
{
    type Output = Result;
    type IntoFuture = Pending<'s, ()>;

    fn into_future(self) -> Self::IntoFuture {
        let Self { session, mut round, until, metric, stop_on_error, .. } = self;
        let metric = metric.map(|name| session.metric(name.by_ref()));
        Box::pin(async move {
            let start = now();
            let mut rounds = 0;
            while !until.reached(rounds, start) && !session.core.stop.stopping() {
                let began = now();
                let outcome = round(session).await;
                if let Some(metric) = metric {
                    session.record_sample(metric, Sample::new(began.elapsed()));
                }
                // Rounds that never wait must still let the core do its other work.
                tokio::task::coop::consume_budget().await;
                rounds += 1;
                if let Err(error) = outcome {
                    session.failed_round(error, stop_on_error).await?;
                }
            }
            Ok(())
        })
    }
}
