//! A worker's work for one run: steps that the leader asks for, then its part of the load.

use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use super::frames::{Frames, Viewer};
use super::others::Others;
use super::part::{Asked, Ready, Ways};
use super::sign::Sign;
use super::spool::Spool;
use super::truth::{Next, Truth};
use crate::cluster::engine::Engine;
use crate::cluster::identity::Identity;
use crate::cluster::presence::Activity;
use crate::cluster::protocol::{Answer, Body, Run, RunPlan};
use crate::event::Ending;
use crate::run::Order;
use crate::runner::Guests;
use crate::time::{Instant, after, now, timestamp_us};

/// What the leader asks for on the way to the load.
pub(super) enum Step {
    /// To run the load test's `setup`.
    SetUp(oneshot::Sender<Answer>),
    /// To take a part.
    Assign(Box<RunPlan>, oneshot::Sender<Answer>),
}

/// Work that goes on, as who asks for it sees it. Dropping it ends it.
pub(super) struct Work {
    pub(super) run: String,
    pub(super) steps: mpsc::UnboundedSender<Step>,
    pub(super) orders: mpsc::UnboundedSender<Order>,
    pub(super) guests: Arc<Guests>,
    truth: watch::Sender<Option<Arc<Run>>>,
    /// Whether its load has begun.
    begun: Rc<Cell<bool>>,
    task: JoinHandle<()>,
}

/// What work needs.
pub(super) struct Means {
    pub(super) run: String,
    pub(super) engine: Arc<dyn Engine>,
    pub(super) guests: Arc<Guests>,
    pub(super) asked: Asked,
    pub(super) spool: Rc<Spool>,
    pub(super) identity: Identity,
    pub(super) sign: Rc<Sign>,
    pub(super) orphan_after: Duration,
    pub(super) activity: Rc<watch::Sender<Activity>>,
    pub(super) viewer: Rc<dyn Viewer>,
}

impl Work {
    /// Begins to work for a run.
    pub(super) fn begin(run: &str, means: Means) -> Self {
        let (steps, asked) = mpsc::unbounded_channel();
        let (orders, ordered) = mpsc::unbounded_channel();
        let (sender, truth) = Truth::new();
        let begun = Rc::<Cell<bool>>::default();
        let guests = means.guests.clone();
        means.activity.send_modify(|activity| activity.run = Some(run.to_owned()));
        let worker = Worker { means, truth, orders: orders.clone(), begun: begun.clone() };
        let task = tokio::task::spawn_local(worker.work(asked, ordered));
        Self { run: run.to_owned(), steps, orders, guests, truth: sender, begun, task }
    }

    /// Tells it of the run's record.
    pub(super) fn is(&self, run: Run) {
        self.truth.send_replace(Some(Arc::new(run)));
    }

    /// Whether its load has begun, so that it is not to be given up.
    pub(super) fn has_begun(&self) -> bool {
        self.begun.get()
    }

    /// Whether it has ended, and everything that it measured is stored.
    pub(super) fn has_ended(&self) -> bool {
        self.task.is_finished()
    }

    /// Waits until it has ended.
    pub(super) async fn ended(&mut self) {
        // A panic in it is told by whoever catches panics; here it has ended.
        let _ = (&mut self.task).await;
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Worker {
    means: Means,
    truth: Truth,
    orders: mpsc::UnboundedSender<Order>,
    begun: Rc<Cell<bool>>,
}

impl Worker {
    async fn work(
        mut self,
        steps: mpsc::UnboundedReceiver<Step>,
        orders: mpsc::UnboundedReceiver<Order>,
    ) {
        let spool = self.means.spool.clone();
        let activity = self.means.activity.clone();
        let steered = tokio::task::spawn_local(self.truth.clone().steer(self.orders.clone()));
        let whole = async {
            self.steps(steps, orders).await;
            spool.drained().await;
        };
        tokio::select! {
            () = whole => {}
            () = spool.send() => {}
        }
        steered.abort();
        activity.send_modify(|activity| (activity.run, activity.plan) = (None, None));
    }

    /// Does what is asked until the load has ended, or is not to begin any more.
    async fn steps(
        &mut self,
        mut steps: mpsc::UnboundedReceiver<Step>,
        mut orders: mpsc::UnboundedReceiver<Order>,
    ) {
        let mut frames = Frames::new(self.means.spool.clone(), self.means.viewer.clone());
        let mut ready: Option<Ready> = None;
        loop {
            let revision = ready.as_ref().map(|ready| ready.revision);
            tokio::select! {
                step = steps.recv() => match step {
                    None => return,
                    Some(Step::SetUp(answer)) => {
                        let value = self.means.asked.set_up(&mut orders, &mut frames).await;
                        reply(answer, value.map(|value| Answer::SetUp { value }));
                    }
                    Some(Step::Assign(plan, answer)) => {
                        ready = self.assign(&plan, answer, &mut orders, &mut frames).await;
                    }
                },
                next = self.truth.begins(revision) => match (next, ready.take()) {
                    (Next::Begin(at), Some(ready)) => {
                        return self.load(ready, at, &mut orders, &mut frames).await;
                    }
                    // Who waits for our last frame is to have it.
                    (Next::Nothing, Some(_)) => return frames.last(None),
                    (_, None) => return,
                },
            }
        }
    }

    async fn assign(
        &self,
        plan: &RunPlan,
        answer: oneshot::Sender<Answer>,
        orders: &mut mpsc::UnboundedReceiver<Order>,
        frames: &mut Frames,
    ) -> Option<Ready> {
        let Means { run, engine, guests, asked, identity, activity, .. } = &self.means;
        let (nodes, run) = (plan.parts.iter().map(|part| part.node.clone()).collect(), run.clone());
        let others = Arc::new(Others { engine: engine.clone(), run, nodes });
        let ways = Ways { others, guests: guests.clone() };
        let ready = asked.ready(plan, identity, ways, orders, frames).await;
        let assigned =
            || Answer::Assigned { revision: plan.revision, build: identity.build.clone() };
        let (ready, said) = match ready {
            Ok(ready) => (Some(ready), Ok(assigned())),
            Err(why) => (None, Err(why)),
        };
        activity.send_modify(|it| it.plan = ready.as_ref().map(|ready| ready.revision));
        reply(answer, said);
        ready
    }

    async fn load(
        &self,
        ready: Ready,
        start_at: i64,
        orders: &mut mpsc::UnboundedReceiver<Order>,
        frames: &mut Frames,
    ) {
        self.begun.set(true);
        // What was ordered meanwhile was ordered of set-ups.
        if let Some(order) = self.truth.steering() {
            // The receiver is here.
            let _ = self.orders.send(order);
        }
        let planned = start_at.saturating_add(ready.clock_ahead_us);
        let start = moment(planned);
        let early = {
            let drive = ready.drive(start, orders, frames);
            let mut drive = pin!(drive);
            let mut told = pin!(self.tell_that_it_begins(start, planned));
            let mut orphaned = pin!(self.stop_without_a_leader());
            let (mut begun, mut why) = (false, None);
            loop {
                tokio::select! {
                    early = &mut drive => break why.or(early),
                    () = &mut told, if !begun => begun = true,
                    alone = &mut orphaned, if why.is_none() => why = Some(alone),
                }
            }
        };
        let run = &self.means.run;
        match &early {
            None => tracing::info!("run {run}: the load has ended"),
            Some(why) => tracing::warn!("run {run}: the load has ended early: {why}"),
        }
        frames.last(early);
    }

    async fn tell_that_it_begins(&self, start: Instant, planned: i64) {
        tokio::time::sleep_until(start).await;
        let late_us = timestamp_us().saturating_sub(planned);
        tracing::info!("run {}: the load begins, {late_us} us after its time", self.means.run);
        let late_us = u64::try_from(late_us).unwrap_or_default();
        self.means.spool.push(Body::Began { late_us });
    }

    /// Stops the load when there is no sign of a leader; gives why.
    async fn stop_without_a_leader(&self) -> String {
        let Means { sign, orphan_after, .. } = &self.means;
        sign.missing(*orphan_after).await;
        let why = format!("there was no sign of a coordinator for {orphan_after:?}");
        // Without a listener it has ended already.
        let _ = self.orders.send(Order::Stop(Ending::Stopped(why.clone())));
        why
    }
}

/// The moment of this machine's wall clock, in microseconds since the Unix epoch; if that is over,
/// the next one at which a load can begin.
fn moment(wall_us: i64) -> Instant {
    let wait = wall_us.saturating_sub(timestamp_us());
    u64::try_from(wait)
        .map_or_else(|_| crate::runner::soon(), |wait| after(now(), Duration::from_micros(wait)))
}

/// Answers; who asked may have gone away.
fn reply(answer: oneshot::Sender<Answer>, said: Result<Answer, String>) {
    let _ = answer.send(said.unwrap_or_else(|reason| Answer::Refused { reason }));
}
