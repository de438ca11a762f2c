//! Driving the load of this process: its set-ups and its cores, and telling them to stop when it is
//! time.

use std::future::pending;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::sleep_until;

use super::brake::{Brake, Order};
use super::course::Course;
use super::prepared::Prepared;
use crate::event::{Ending, Event};
use crate::runner::{self, Running};
use crate::session::StopLevel;
use crate::time::{Instant, after, now};

/// Who hears of every event, and may say why the load is to stop by it.
pub(crate) type Listener<'l> = dyn FnMut(&Event) -> Option<Ending> + 'l;

/// Drives the load of this process.
pub(crate) struct Conductor {
    pub(super) brake: Brake,
    /// When what goes on now is over by plan, and how that is called.
    pub(super) end: Option<(Instant, Ending)>,
    /// How long the load test may take, from its first set-up or the load's begin.
    pub(super) timeout: Option<Duration>,
    /// When the load test has taken as long as it may.
    pub(super) latest: Option<Instant>,
    /// After how long the load ends, if that was asked for.
    duration: Option<Duration>,
    /// After how long it ends by its plan.
    planned: Option<Duration>,
    grace: Duration,
    /// The cores that have not ended.
    cores: usize,
    /// A core that failed, and why.
    failure: Option<(usize, String)>,
    course: Course,
}

/// How the load of this process ended.
#[derive(Debug)]
pub(crate) struct Driven {
    pub(crate) ending: Ending,
    /// Cores that did not end in time, so that what they measured last is lost.
    pub(crate) lost: usize,
    /// A core that failed, and why.
    pub(crate) failure: Option<(usize, String)>,
}

impl Conductor {
    /// Nothing goes on yet. The load ends after `duration`, if not before by its plan.
    pub(crate) fn new(prepared: &Prepared, duration: Option<Duration>) -> Self {
        Self {
            brake: Brake::new(prepared.teardown),
            end: None,
            timeout: prepared.settings.load_test_timeout.get(),
            latest: None,
            duration,
            planned: prepared.planned,
            grace: prepared.settings.graceful_stop,
            cores: 0,
            failure: None,
            course: Course::default(),
        }
    }

    /// Whether nothing has told the load to stop.
    pub(crate) fn goes_on(&self) -> bool {
        self.brake.level() == StopLevel::Go && self.failure.is_none()
    }

    /// Drives the cores, whose plan begins at `start`, until they have ended or are given up.
    ///
    /// # Errors
    /// When the machine does not give what is needed.
    pub(crate) async fn load(
        &mut self,
        setup: runner::Setup,
        start: Instant,
        orders: &mut mpsc::UnboundedReceiver<Order>,
        listener: &mut Listener<'_>,
    ) -> std::io::Result<()> {
        self.cores = setup.shares.len();
        let mut running = runner::start(setup, start)?;
        self.hear(Event::Began { at: start }, listener);
        self.course.begin(now(), start);
        self.latest = self.latest.or(self.timeout.map(|timeout| after(start, timeout)));
        self.end = self.planned_end();
        self.tell(&running, listener);
        while self.cores > 0 {
            tokio::select! {
                Some(event) = running.events.recv() => self.hear(event, listener),
                Some(order) = orders.recv() => self.follow(order),
                () = at(self.due()) => {
                    if self.brake.advance(now()) {
                        break;
                    }
                }
            }
            self.end_by_plan();
            self.tell(&running, listener);
        }
        Ok(())
    }

    /// Why it is to stop, if it is.
    #[cfg(feature = "cluster")]
    pub(crate) fn ending(&self) -> Option<&Ending> {
        self.brake.why()
    }

    /// Why the load ended, and what was lost.
    pub(crate) fn driven(self) -> Driven {
        let Self { brake, cores, failure, .. } = self;
        Driven { ending: brake.ending(), lost: cores, failure }
    }

    /// When the load is over by plan.
    fn planned_end(&self) -> Option<(Instant, Ending)> {
        let ends = [(self.duration, Ending::DurationReached), (self.planned, Ending::Finished)];
        let ends = ends
            .into_iter()
            .filter_map(|(length, ending)| Some((self.course.end(length?)?, ending)));
        let latest = self.latest.map(|at| (at, Ending::LoadTestTimeout));
        latest.into_iter().chain(ends).min_by_key(|(at, _)| *at)
    }

    /// When something is to be done next.
    pub(super) fn due(&self) -> Option<Instant> {
        self.brake.due().into_iter().chain(self.end.as_ref().map(|(at, _)| *at)).min()
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

    /// Follows an order from outside.
    pub(crate) fn follow(&mut self, order: Order) {
        match order {
            Order::Signal(number) => self.brake.signal(now(), number),
            Order::Stop(ending) => self.stop(ending),
            Order::Steer(steering) => {
                self.course.steer(now(), steering);
                if self.cores > 0 && self.brake.level() == StopLevel::Go {
                    self.end = self.planned_end();
                }
            }
        }
    }

    /// Passes the steering and the brake's level on.
    fn tell(&mut self, running: &Running, listener: &mut Listener<'_>) {
        if let Some((steered, at)) = self.course.news(now()) {
            let steering = steered.steering().clone();
            running.steer(steered);
            listener(&Event::Steered { steering, at });
        }
        if let Some((ending, grace)) = self.brake.news() {
            listener(&Event::Stopping { ending, grace });
        }
        running.stop(self.brake.level());
    }

    pub(super) fn hear(&mut self, event: Event, listener: &mut Listener<'_>) {
        match &event {
            Event::StopRequested { reason } => self.stop(Ending::Stopped(reason.clone())),
            Event::FeedDry { feed } if self.brake.level() == StopLevel::Go => {
                self.stop(Ending::FeedDry(feed.clone()));
            }
            Event::CoreEnded { .. } => self.cores -= 1,
            Event::Failed { core, message } => self.failure = Some((*core, message.clone())),
            _ => {}
        }
        let wish = listener(&event);
        if let Some(ending) = wish.filter(|_| self.goes_on()) {
            self.stop(ending);
        }
    }

    fn stop(&mut self, ending: Ending) {
        self.brake.press(now(), ending, self.grace);
    }
}

/// Waits until a moment; for ever when there is none.
pub(super) async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}
