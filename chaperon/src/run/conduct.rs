//! Conducting a run: events in, results out; and telling it to stop when it is time.

use std::future::pending;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::sleep_until;

use super::brake::{Brake, Order};
use super::prepare::{Prepared, prepare};
use super::store::store;
use super::{RunError, RunOptions};
use crate::event::{Ending, Event};
use crate::load_test::threshold::Threshold;
use crate::load_test::{Definition, LoadTest};
use crate::results::{RunResults, Watch};
use crate::runner::{self, Running};
use crate::session::StopLevel;
use crate::time::{Instant, after, now};

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
    let mut conductor = Conductor::new(&prepared, options);
    let mut setup = prepared.setup.clone();
    if !setup.set_ups.is_empty() {
        setup.given = conductor.set_up(&setup, &mut orders, listener).await?;
    }
    if conductor.goes_on() {
        listener(&Event::Started(prepared.started.clone()));
        let mut running = runner::start(setup)?;
        conductor.begin(&prepared, options, running.start);
        conductor.until_the_end(&mut running, orders, listener).await;
    }
    listener(&Event::Ended);
    conductor.into_results(&prepared)
}

/// What is known of a run while it goes on.
pub(super) struct Conductor {
    pub(super) brake: Brake,
    /// When what goes on now is over by plan, and how that is called.
    pub(super) end: Option<(Instant, Ending)>,
    /// How long the load test may take, from its first set-up or the load's begin.
    pub(super) timeout: Option<Duration>,
    /// When the load test has taken as long as it may.
    pub(super) latest: Option<Instant>,
    grace: Duration,
    pub(super) results: RunResults,
    watch: Watch,
    /// When the load began, if it did.
    started: Option<Instant>,
    /// The cores that have not ended.
    cores: usize,
    /// A core that failed, and why.
    failure: Option<(usize, String)>,
}

impl Conductor {
    fn new(prepared: &Prepared, options: &RunOptions) -> Self {
        let mut results = RunResults::begin(&prepared.started, options.tag.clone());
        let warm_up = prepared.settings.warm_up;
        results.set_warm_up(warm_up);
        let cores = prepared.setup.shares.len();
        Self {
            brake: Brake::new(prepared.teardown),
            end: None,
            timeout: prepared.settings.load_test_timeout.get(),
            latest: None,
            grace: prepared.settings.graceful_stop,
            results,
            watch: Watch::new(&prepared.thresholds, cores, warm_up),
            started: None,
            cores: 0,
            failure: None,
        }
    }

    /// Whether nothing has told the run to stop.
    fn goes_on(&self) -> bool {
        self.brake.level() == StopLevel::Go && self.failure.is_none()
    }

    /// Notes that the load begins.
    fn begin(&mut self, prepared: &Prepared, options: &RunOptions, start: Instant) {
        let ends =
            [(options.duration, Ending::DurationReached), (prepared.planned, Ending::Finished)];
        let ends =
            ends.into_iter().filter_map(|(length, ending)| Some((after(start, length?), ending)));
        let latest = self.latest.or(self.timeout.map(|timeout| after(start, timeout)));
        let latest = latest.map(|at| (at, Ending::LoadTestTimeout));
        self.end = latest.into_iter().chain(ends).min_by_key(|(at, _)| *at);
        self.results.set_start(start);
        self.started = Some(start);
        self.cores = prepared.setup.shares.len();
    }

    /// When something is to be done next.
    pub(super) fn due(&self) -> Option<Instant> {
        self.brake.due().into_iter().chain(self.end.as_ref().map(|(at, _)| *at)).min()
    }

    async fn until_the_end(
        &mut self,
        running: &mut Running,
        mut orders: mpsc::UnboundedReceiver<Order>,
        listener: &mut dyn FnMut(&Event),
    ) {
        while self.cores > 0 {
            tokio::select! {
                Some(event) = running.events.recv() => self.hear(event, listener),
                Some(order) = orders.recv() => self.brake.follow(now(), order),
                () = at(self.due()) => {
                    if self.brake.advance(now()) {
                        return;
                    }
                }
            }
            self.end_by_plan();
            self.tell(running, listener);
        }
    }

    /// Presses the brake when the load is over by plan.
    pub(super) fn end_by_plan(&mut self) {
        if let Some((at, ending)) = self.end.take() {
            match at <= now() {
                true => self.brake.press(now(), ending, self.grace),
                false => self.end = Some((at, ending)),
            }
        }
    }

    /// Passes the brake's level on.
    fn tell(&mut self, running: &Running, listener: &mut dyn FnMut(&Event)) {
        if let Some((ending, grace)) = self.brake.news() {
            self.results.load_over();
            self.watch.load_over(self.started.map_or(Duration::ZERO, |start| start.elapsed()));
            listener(&Event::Stopping { ending, grace });
        }
        running.stop(self.brake.level());
    }

    pub(super) fn hear(&mut self, event: Event, listener: &mut dyn FnMut(&Event)) {
        match &event {
            Event::Frame { core, second, snapshot } => {
                self.results.add(snapshot);
                let broken = self.watch.hear(*core, *second, snapshot);
                self.stop_by(&broken);
            }
            Event::StopRequested { reason } => {
                self.brake.press(now(), Ending::Stopped(reason.clone()), self.grace);
            }
            Event::FeedDry { feed } if self.brake.level() == StopLevel::Go => {
                self.brake.press(now(), Ending::FeedDry(feed.clone()), self.grace);
            }
            Event::CoreEnded { core, cpu, worst_lag } => {
                self.cores -= 1;
                self.results.core_ended(*cpu, *worst_lag);
                let broken = self.watch.core_ended(*core);
                self.stop_by(&broken);
            }
            Event::Failed { core, message } => {
                self.failure = Some((*core, message.clone()));
            }
            Event::Blocked { core, scenario, since } => self.results.warn(format!(
                "core {core} was blocked by `{scenario}` for {since:?}: code between two awaits \
                 must be short, else all sessions of the core wait"
            )),
            _ => {}
        }
        listener(&event);
    }

    /// Presses the brake when thresholds that stop the run are broken while it goes on.
    fn stop_by(&mut self, broken: &[Threshold]) {
        if let Some(threshold) = broken.first().filter(|_| self.goes_on()) {
            self.brake.press(now(), Ending::Threshold(threshold.to_string()), self.grace);
        }
    }

    fn into_results(self, prepared: &Prepared) -> Result<RunResults, RunError> {
        let Self { brake, mut results, mut watch, failure, cores, started, .. } = self;
        if cores > 0 {
            results.warn(format!(
                "{cores} of the cores did not end in time: what they measured last is lost"
            ));
        }
        results.end(brake.ending(), prepared.config());
        if started.is_some() {
            unused_filters(prepared, &mut results);
            results.judge(&mut watch);
        }
        match failure {
            None => Ok(results),
            Some((core, reason)) => {
                Err(RunError::Core { core, reason, results: Box::new(results) })
            }
        }
    }
}

/// Warns of words in the filter of the metrics by which nothing was found.
fn unused_filters(prepared: &Prepared, results: &mut RunResults) {
    for kind in prepared.setup.metrics.filter.unused(results.snapshot()) {
        results.warn(format!(
            "nothing of the type `{kind}` was recorded, which the metrics are filtered by: a type \
             is what stands before the bracket, such as get, call or run_scenario, or the whole \
             name of a custom metric"
        ));
    }
}

/// Waits until a moment; for ever when there is none.
pub(super) async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}
