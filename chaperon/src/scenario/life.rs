//! The life of a scenario in a session: init, delay, run, teardown.

use std::pin::pin;
use std::time::Duration;

use super::{Outcome, ScenarioRef, assigns};
use crate::action::Wait;
use crate::error::{Error, ErrorKind, Result};
use crate::metrics::SessionEvent;
use crate::session::{Session, StopLevel, Teardown, guard, interrupted, limited};
use crate::time::{Instant, after, now};

/// Where in a session a scenario runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The first of the session: the keys `delay` and `random_delay` apply to it alone.
    First,
    /// A later one of a sequence.
    Later,
    /// Inside another one, which is cut as a whole.
    Nested,
}

impl Place {
    /// At which level the end of the run cuts what runs here.
    fn cut(self, level: StopLevel) -> Option<StopLevel> {
        (self != Self::Nested).then_some(level)
    }
}

/// Runs a scenario from init to teardown, in a session that is set up for it.
pub(super) async fn live(session: &mut Session, scenario: ScenarioRef, place: Place) -> Outcome {
    let outer = session.unfinished.len();
    let outcome = match init(session, scenario, place).await {
        Ok(()) => match run(session, scenario, place).await {
            Ok(()) => Outcome::Finished,
            Err(error) => Outcome::of_run(session.note_error(error)),
        },
        Err(error) => Outcome::of_init(session.note_error(error)),
    };
    count_cut(session, &outcome);
    session.cut_children().await;
    session.finish_nested(outer).await;
    if place == Place::Nested {
        // From here on its teardown is not to be run by what is around it.
        session.unfinished.pop();
    }
    teardown(session, scenario.teardown(), place).await;
    outcome
}

async fn init(session: &mut Session, scenario: ScenarioRef, place: Place) -> Result {
    let Some(init) = scenario.init() else { return Ok(()) };
    let (core, entry) = (session.core.clone(), session.entry);
    guard(&core, entry, place.cut(StopLevel::Cut), init(session)).await
}

async fn run(session: &mut Session, scenario: ScenarioRef, place: Place) -> Result {
    if place == Place::First {
        initial_delay(session).await?;
    }
    limited_run(session, scenario, place).await
}

/// Runs it, and no longer than its `scenario_timeout`.
async fn limited_run(session: &mut Session, scenario: ScenarioRef, place: Place) -> Result {
    let config = session.profile.typed(scenario.config_type(), |all| scenario.read(all))?;
    let limit = limit(session, place);
    let (core, entry) = (session.core.clone(), session.entry);
    // Pinned here, and handed on by reference: a future that is moved from call to call takes its
    // room in each of them, in every session.
    let whole = pin!(async {
        scenario.run(session, config.as_ref()).await?;
        session.await_children().await?;
        assigns::check(session, scenario)
    });
    let guarded = pin!(guard(&core, entry, place.cut(StopLevel::Cut), whole));
    match limit {
        None => guarded.await,
        // Boxed, so that the many sessions without a limit are no larger for it.
        Some((limit, end)) => Box::pin(within(limit, end, guarded)).await,
    }
}

/// The `scenario_timeout` and when it is over. What is around a nested scenario ends it too, and
/// then as a whole: a limit that would be reached later is none.
fn limit(session: &mut Session, place: Place) -> Option<(Duration, Instant)> {
    let outer = session.ends.filter(|_| place == Place::Nested);
    let limit = session.profile.settings().scenario_timeout.get();
    let own = limit.map(|limit| (limit, after(now(), limit)));
    let own = own.filter(|(_, end)| outer.is_none_or(|outer| *end < outer));
    session.ends = own.map(|(_, end)| end).or(outer);
    own
}

/// Waits as the config says. A load test that stops meanwhile leaves nothing to start for.
async fn initial_delay(session: &mut Session) -> Result {
    let settings = session.profile.settings();
    let (delay, most) = (settings.delay, settings.random_delay.unwrap_or_default());
    let delay = delay.map_or(Duration::ZERO, |delay| delay.pick(session.random()));
    let delay = delay.saturating_add((Duration::ZERO..most).pick(session.random()));
    if !delay.is_zero() {
        Box::pin(session.pause(delay)).await;
    }
    match session.stopping() && !delay.is_zero() {
        true => Err(interrupted()),
        false => Ok(()),
    }
}

async fn within(limit: Duration, end: Instant, run: impl Future<Output = Result>) -> Result {
    tokio::time::timeout_at(end, run).await.unwrap_or_else(|_| {
        let message = format!("the scenario did not end within its scenario_timeout of {limit:?}");
        Err(Error::new(ErrorKind::ScenarioTimeout, message))
    })
}

/// Counts the action that was under way when the scenario was cut, if one was.
fn count_cut(session: &mut Session, outcome: &Outcome) {
    let under_way = session.under_way.take();
    if let (Outcome::Interrupted | Outcome::TimedOut(_), Some(since)) = (outcome, under_way) {
        session.core.recorder.cut(session.scope, since.elapsed());
    }
}

/// Runs the teardown, if there is one; `Place::Later` is also that of a nested scenario that was cut
/// from outside.
pub(super) async fn teardown(session: &mut Session, teardown: Option<Teardown>, place: Place) {
    let Some(teardown) = teardown else { return };
    let outer = session.unfinished.len();
    // Boxed, as is what follows its failure: it would else take its room during the whole run.
    if let Err(error) = Box::pin(tear_down(session, teardown, place)).await {
        session.note_error(error.context("teardown"));
        session.core.recorder.session(session.scope, SessionEvent::TeardownFailed);
        session.cut_children().await;
        session.finish_nested(outer).await;
    }
}

async fn tear_down(session: &mut Session, teardown: Teardown, place: Place) -> Result {
    let limit = session.profile.settings().teardown_timeout.get();
    let (core, entry) = (session.core.clone(), session.entry);
    let whole = pin!(async {
        teardown(session).await?;
        session.await_children().await
    });
    limited("the teardown", limit, guard(&core, entry, place.cut(StopLevel::Kill), whole)).await
}
