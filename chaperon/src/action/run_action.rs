//! What an action is, and the door that they go through: `run_action`.
//!
//! Messages over a WebSocket have a shorter way, in `ws`.

use std::time::Duration;

use scopeguard::ScopeGuard;

use super::Retried;
use crate::error::{Error, ErrorKind, Result};
use crate::metrics::MetricName;
use crate::session::{Session, StopLevel, guard, limited};
use crate::time::{Instant, now, write_duration};

/// Something that a session does and that is measured: the door to protocols other than HTTP and
/// WebSocket.
///
/// It is done by [`Session::run_action`], and lands in the same tables and exports as a request.
///
/// ```
/// use chaperon::action::Action;
/// use chaperon::metrics::MetricName;
/// use chaperon::prelude::*;
/// use tokio::io::{AsyncReadExt, AsyncWriteExt};
/// use tokio::net::TcpStream;
///
/// /// Asks a server of the daytime protocol.
/// struct Daytime {
///     address: &'static str,
/// }
///
/// impl Action for Daytime {
///     type Output = String;
///
///     fn metric(&self) -> MetricName {
///         MetricName::of("daytime", self.address) // `daytime(127.0.0.1:13)`
///     }
///
///     async fn run(&mut self, _session: &mut Session) -> Result<String> {
///         let mut stream = TcpStream::connect(self.address).await?;
///         stream.write_all(b"\n").await?;
///         let mut day = String::new();
///         stream.read_to_string(&mut day).await?;
///         Ok(day)
///     }
/// }
///
/// #[scenario]
/// async fn asks_for_the_day(session: &mut Session) -> Result {
///     let day = session.run_action(Daytime { address: "127.0.0.1:13" }).await?;
///     log_info!(session, "it is {day}");
///     Ok(())
/// }
/// ```
#[expect(async_fn_in_trait, reason = "sessions live on one core: their futures are never `Send`")]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an action",
    label = "not an action",
    note = "implement `chaperon::action::Action` for it: what it is recorded under, and how it runs"
)]
pub trait Action {
    /// What comes of it.
    type Output;

    /// What it is recorded under: [`MetricName::of`]`("query", "users")` gives `query(users)`.
    fn metric(&self) -> MetricName;

    /// Does it, once. The time this takes is what is measured.
    ///
    /// # Errors
    /// Whatever goes wrong; it is counted by its kind, and ends the iteration unless it is caught.
    async fn run(&mut self, session: &mut Session) -> Result<Self::Output>;

    /// Clears up after a [`run`](Self::run) that was cut or failed: it is called when the action
    /// took longer than its [`timeout`](Self::timeout), when what it is part of is cut (before the
    /// scenario's teardown, and within `teardown_timeout`), and before a [retry](Self::retry).
    /// Unless it is written, there is nothing to clear up.
    async fn abort(&mut self, session: &mut Session) {
        let _ = session;
    }

    /// How long it may take; `None` is no limit. Unless it is written, the key `timeout`.
    ///
    /// What takes longer is cut, recorded with the time it took, and an error of kind
    /// [`ErrorKind::Timeout`].
    fn timeout(&self, session: &Session) -> Option<Duration> {
        session.timeout()
    }

    /// How long it took, where it was begun at `start` and has come to an end now.
    #[doc(hidden)]
    fn took(&self, start: Instant, outcome: &Result<Self::Output>) -> Duration {
        let _ = outcome;
        start.elapsed()
    }

    /// Records what came of it, after `took`. Unless it is written: the time, under
    /// [`metric`](Self::metric), of what succeeded or was not done in time. Errors are counted
    /// apart from this.
    fn record(&self, session: &mut Session, outcome: &Result<Self::Output>, took: Duration) {
        if is_timed(outcome) {
            session.record(self.metric().by_ref(), took);
        }
    }

    /// The same action, done again when it fails, up to so many times: `action.retry(2)` is done at
    /// most three times.
    ///
    /// Each try is recorded, and each error counted; [`abort`](Self::abort) is called between them.
    /// What [`Session::abort`] ends, what the end of the run cuts and what fails once the load test
    /// is stopping is not done again.
    fn retry(self, retries: u32) -> Retried<Self>
    where
        Self: Sized,
    {
        Retried::new(self, retries)
    }
}

impl Session {
    /// Does an action, measures it, and gives what comes of it.
    ///
    /// It is recorded under its [`metric`](Action::metric), and takes at most the session's
    /// `timeout`, unless the action says otherwise.
    ///
    /// # Errors
    /// Those of the action, its metric named in front of its own, and [`ErrorKind::Timeout`].
    pub async fn run_action<A: Action + 'static>(&mut self, action: A) -> Result<A::Output> {
        let mut under_way =
            scopeguard::guard((self, action), |(session, action)| abandon(session, action));
        let (session, action) = &mut *under_way;
        let outcome = perform(session, action).await;
        ScopeGuard::into_inner(under_way);
        outcome
    }
}

/// Whether the time of what came to this is worth knowing: it was done, or waited for in vain.
pub(super) fn is_timed<T>(outcome: &Result<T>) -> bool {
    outcome.as_ref().map_or_else(|error| error.kind().is_timeout(), |_| true)
}

/// Does an action and records what came of it.
pub(super) async fn perform<A: Action>(session: &mut Session, action: &mut A) -> Result<A::Output> {
    perform_from(now(), session, action).await
}

/// The same of an action that was begun at a moment that was read already.
pub(super) async fn perform_from<A: Action>(
    start: Instant,
    session: &mut Session,
    action: &mut A,
) -> Result<A::Output> {
    let outer = session.under_way.replace(start);
    let mut cut = false;
    // In a block, so that what came of it takes no room while it is cleared up.
    let error = {
        let outcome = match action.timeout(session) {
            None => action.run(session).await,
            // Boxed, as is what follows a cut, so that the many actions that need neither are no
            // larger for it.
            Some(limit) => Box::pin(run_within(limit, session, action, &mut cut)).await,
        };
        session.under_way = outer;
        let took = action.took(start, &outcome);
        action.record(session, &outcome, took);
        match outcome {
            Ok(output) => return Ok(output),
            Err(error) => error,
        }
    };
    if cut {
        Box::pin(clear_up(session, action)).await;
    }
    Err(session.note_in(error, || action.metric()))
}

/// Runs an action, or cuts it when it takes longer.
async fn run_within<A: Action>(
    limit: Duration,
    session: &mut Session,
    action: &mut A,
    cut: &mut bool,
) -> Result<A::Output> {
    tokio::time::timeout(limit, action.run(session)).await.unwrap_or_else(|_| {
        *cut = true;
        let message = format!("not done within the timeout of {}", write_duration(limit));
        Err(Error::new(ErrorKind::Timeout, message))
    })
}

/// Has an action clear up behind itself.
pub(super) async fn clear_up<A: Action>(session: &mut Session, action: &mut A) {
    let metric = action.metric();
    let limit = session.profile.settings().teardown_timeout.get();
    let (core, entry) = (session.core.clone(), session.entry);
    let abort = async {
        action.abort(session).await;
        Ok(())
    };
    let guarded = guard(&core, entry, Some(StopLevel::Kill), abort);
    if let Err(error) = limited("the abort", limit, guarded).await {
        session.note_error(error.context(metric));
    }
}

/// Keeps an action that was cut until the session can have it clear up.
fn abandon<A: Action + 'static>(session: &mut Session, mut action: A) {
    session.leave_unfinished(Box::new(|session| {
        Box::pin(async move { clear_up(session, &mut action).await })
    }));
}
