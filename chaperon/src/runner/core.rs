//! One core: its runtime, its slots, and a frame of what they measured every second.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval_at};

use super::arrivals::{Arriving, Room, rates};
use super::entry::EntryOnCore;
use super::guests::Hosting;
use super::plan_clock::PlanClock;
use super::slot::Slots;
use super::start::Setup;
use super::steered::Steered;
use crate::error::Result;
use crate::event::{Event, Events};
use crate::metrics::{Recorder, RunPhase};
use crate::session::{Busy, Core, CoreStart, StopLevel};
use crate::time::{Instant, after};

/// How often a core sends what it measured.
const FRAME: Duration = Duration::from_secs(1);

/// What a core's thread is given.
pub(super) struct Post {
    pub(super) index: u32,
    pub(super) setup: Arc<Setup>,
    pub(super) start: Instant,
    pub(super) events: Events,
    pub(super) stop: watch::Receiver<StopLevel>,
    pub(super) steering: watch::Receiver<Steered>,
    pub(super) busy: Arc<Busy>,
}

/// The whole life of the thread of a core that makes load.
pub(super) fn run(post: Post) {
    live(post, drive);
}

/// The whole life of a core's thread, which drives this.
pub(super) fn live<F>(post: Post, drive: impl FnOnce(Post) -> F)
where
    F: Future<Output = Result<Duration>>,
{
    let events = post.events.clone();
    let index = post.index as usize;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build_local(tokio::runtime::LocalOptions::default());
    let ended = match runtime {
        Ok(runtime) => runtime.block_on(drive(post)).map_err(|error| error.to_string()),
        Err(error) => Err(format!("it has no runtime: {error}")),
    };
    let worst_lag = ended.unwrap_or_else(|message| {
        // Without a listener the run is over, and there is nobody left to tell.
        let _ = events.send(Event::Failed { core: index, message });
        Duration::ZERO
    });
    let _ = events.send(Event::CoreEnded { core: index, cpu: cpu_time(), worst_lag });
}

/// The CPU time that this thread has used.
fn cpu_time() -> Duration {
    let used = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(used).unwrap_or_default()
}

/// What a core's thread does, on whatever runtime and clock.
pub(super) async fn drive(post: Post) -> Result<Duration> {
    let core = services(&post);
    let Post { index, setup, start, steering, .. } = post;
    let clock = Rc::<PlanClock>::default();
    tokio::task::spawn_local(clock.clone().follow(steering));
    let plan = Plan { core: core.clone(), clock, start };
    tokio::task::spawn_local(phases(setup.warm_up, setup.ramp, plan.clone()));
    let mut load = load(&setup, index, &plan)?;
    let mut hosting = Hosting::new(&core, &setup);
    let done = async {
        let load = async { while load.join_next().await.is_some() {} };
        tokio::select! {
            () = load => {}
            () = hosting.serve() => {}
        }
        hosting.end().await;
    };
    Ok(frames(&core, index as usize, start, done).await)
}

/// What the plan's moments come by on a core.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) core: Rc<Core>,
    pub(super) clock: Rc<PlanClock>,
    /// When the load begins.
    pub(super) start: Instant,
}

/// The services of a core, in its runtime.
pub(super) fn services(post: &Post) -> Rc<Core> {
    let Post { index, setup, events, stop, busy, .. } = post;
    let core = Rc::new(Core::new(CoreStart {
        index: setup.first_core.saturating_add(*index),
        seed: setup.seed,
        recorder: Recorder::new(setup.metrics.clone()),
        events: events.clone(),
        busy: busy.clone(),
        show: setup.show,
        http_clients: setup.http_clients.clone(),
        given: setup.given.clone(),
        feeds: setup.feeds.clone(),
        elsewhere: setup.elsewhere.clone(),
    }));
    tokio::task::spawn_local(follow(stop.clone(), core.clone()));
    tokio::task::spawn_local(pace(core.clone()));
    core
}

/// Starts all that the core runs.
fn load(setup: &Setup, index: u32, plan: &Plan) -> Result<JoinSet<()>> {
    let mut load = JoinSet::new();
    let room = Room::new(Cell::new(setup.room[index as usize]));
    for (entry, share) in (0_u32..).zip(&setup.shares[index as usize]) {
        let entry = Rc::new(EntryOnCore::new(setup, entry, share)?);
        if let Some((stages, poisson)) = rates(&share.load) {
            let arriving = Arriving::new(plan, &entry, room.clone());
            load.spawn_local(arriving.run(stages, poisson));
            continue;
        }
        let slots = Rc::new(Slots::new(plan, &entry));
        load.spawn_local(slots.open(share.count));
    }
    Ok(load)
}

/// Passes the run's stop level on to this core.
async fn follow(mut stop: watch::Receiver<StopLevel>, core: Rc<Core>) {
    loop {
        core.stop.raise(*stop.borrow_and_update());
        if stop.changed().await.is_err() {
            return;
        }
    }
}

/// Wakes what waits for an exact moment.
async fn pace(core: Rc<Core>) {
    core.pacer.drive().await;
}

/// Says in which phase of the run samples are taken.
async fn phases(warm_up: Duration, ramp: Duration, plan: Plan) {
    let Plan { core, clock, start } = plan;
    let beginning = [(RunPhase::WarmUp, warm_up), (RunPhase::Ramp, ramp)];
    for (phase, length) in beginning.into_iter().filter(|(_, length)| !length.is_zero()) {
        core.recorder.set_phase(phase);
        tokio::select! {
            () = clock.until(&core.pacer, after(start, length)) => {}
            () = core.stop.reached(StopLevel::Round) => {}
        }
    }
    core.recorder.set_phase(RunPhase::Steady);
    core.stop.reached(StopLevel::Round).await;
    core.recorder.set_phase(RunPhase::Drain);
}

/// Sends a frame every second until `done`, and then the last one; gives how late the latest was.
pub(super) async fn frames(
    core: &Core,
    index: usize,
    start: Instant,
    done: impl Future<Output = ()>,
) -> Duration {
    let mut done = std::pin::pin!(done);
    let mut ticks = interval_at(start + FRAME, FRAME);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    let mut worst_lag = Duration::ZERO;
    let mut labels_lost = None;
    loop {
        let ended = tokio::select! {
            () = &mut done => true,
            due = ticks.tick() => {
                worst_lag = worst_lag.max(due.elapsed());
                false
            }
        };
        let second = start.elapsed().as_secs();
        let snapshot = Box::new(core.take_frame());
        core.tell(Event::Frame { core: index, second, snapshot });
        if labels_lost.is_none() {
            labels_lost = core.recorder.labels_lost();
            labels_lost.into_iter().for_each(|bound| core.tell(Event::LabelsLost { bound }));
        }
        if ended {
            return worst_lag;
        }
    }
}
