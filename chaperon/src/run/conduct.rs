//! A run on this machine, from its set-ups to its results.

use tokio::sync::mpsc;

use super::brake::Order;
use super::conductor::{Conductor, Driven};
use super::prepare::prepare;
use super::prepared::Prepared;
use super::store::store;
use super::tally::Tally;
use super::{RunError, RunOptions};
use crate::event::Event;
use crate::load_test::{Definition, LoadTest};
use crate::results::RunResults;
use crate::runner;

/// Runs a load test, and writes its results as the options say.
///
/// # Errors
/// [`RunError::Config`] and [`RunError::Options`] before anything is sent; [`RunError::Export`],
/// with the results, when they could not be written.
///
/// ```no_run
/// use chaperon::prelude::*;
/// # #[scenario] async fn browse(session: &mut Session) -> Result { session.get("/").await?; Ok(()) }
///
/// chaperon::load_test! {
///     Smoke {
///         default_config: { base_url: "http://localhost:5000" },
///         scenarios: [10 * browse for 5s],
///     }
/// }
///
/// # async fn test() {
/// let results = chaperon::run::<Smoke>(chaperon::RunOptions::default()).await.unwrap();
/// assert!(results.verdict().passed());
/// # }
/// ```
pub async fn run<T: LoadTest>(options: RunOptions) -> Result<RunResults, RunError> {
    run_definition(T::NAME, &T::define(), options).await
}

/// Runs a load test that was built of what is known only at run time, as [`run`] does one that is
/// declared.
///
/// # Errors
/// As [`run`].
///
/// ```no_run
/// use chaperon::prelude::*;
/// use chaperon::{Definition, Entry, RunOptions};
/// # #[scenario] async fn browse(session: &mut Session) -> Result { session.get("/").await?; Ok(()) }
///
/// # async fn test(users: u64, server: std::net::SocketAddr) {
/// let definition = Definition::new()
///     .set::<()>(config! { base_url: format!("http://{server}") })
///     .entry(Entry::new::<browse>().count(users));
/// let results = chaperon::run_definition("Smoke", &definition, RunOptions::default()).await;
/// assert!(results.unwrap().verdict().passed());
/// # }
/// ```
pub async fn run_definition(
    name: &str,
    definition: &Definition,
    options: RunOptions,
) -> Result<RunResults, RunError> {
    let prepared = prepare(name, definition, &options)?;
    let (_orders, none) = mpsc::unbounded_channel();
    let results = conduct(prepared, &options, &mut |_| (), none).await?;
    let failures = store(&results, &options).failures;
    match failures.is_empty() {
        true => Ok(results),
        false => Err(RunError::Export { results: Box::new(results), failures }),
    }
}

/// Runs what was prepared; `listener` hears of every event.
///
/// # Errors
/// [`RunError::Start`] and [`RunError::Core`] when the machine does not give what is needed.
pub async fn conduct(
    prepared: Prepared,
    options: &RunOptions,
    listener: &mut dyn FnMut(&Event),
    mut orders: mpsc::UnboundedReceiver<Order>,
) -> Result<RunResults, RunError> {
    let mut setup = prepared.setup.clone();
    let mut tally = Tally::new(&prepared, options.tag.clone(), setup.shares.len());
    let mut hear = |event: &Event| {
        let wish = tally.hear(event);
        listener(event);
        wish
    };
    let mut conductor = Conductor::new(&prepared, options.duration);
    if !setup.set_ups.is_empty() {
        setup.given = conductor.set_up(&setup, &mut orders, &mut hear).await?;
    }
    if conductor.goes_on() {
        hear(&Event::Started(prepared.started.clone()));
        conductor.load(setup, runner::soon(), &mut orders, &mut hear).await?;
    }
    hear(&Event::Ended);
    results(conductor.driven(), tally, &prepared)
}

/// The results of a run on this machine, which has ended so.
fn results(driven: Driven, mut tally: Tally, prepared: &Prepared) -> Result<RunResults, RunError> {
    let Driven { ending, lost, failure } = driven;
    if lost > 0 {
        tally.results.warn(format!(
            "{lost} of the cores did not end in time: what they measured last is lost"
        ));
    }
    let results = tally.finish(ending, prepared);
    match failure {
        None => Ok(results),
        Some((core, reason)) => Err(RunError::Core { core, reason, results: Box::new(results) }),
    }
}
