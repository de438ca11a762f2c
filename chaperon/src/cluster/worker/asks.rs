//! What a worker does from its start to its end: it is there, follows the records of the leader and
//! of runs, and does what it is asked.

use std::rc::Rc;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot, watch};

use super::frames::Viewer;
use super::part::Asked as LoadTest;
use super::sign::Sign;
use super::spool::Spool;
use super::work::{Means, Step, Work};
use super::{WorkerError, WorkerOptions};
use crate::cluster::engine::{Asked, Change, Engine, Table};
use crate::cluster::identity::Identity;
use crate::cluster::presence::{Activity, Post, Presence};
use crate::cluster::protocol::{
    Answer, Ask, Epoch, OTHER_LEADER, Prepare, Ready, Run, from_bytes, to_bytes,
};
use crate::load_test::Registry;
use crate::run::Order;
use crate::runner::Guests;
use crate::session::Return;
use crate::time::timestamp_us;

/// Is a worker until a signal says otherwise; gives the number of the signal that cut its work short,
/// if one did. Needs a runtime of one thread on which tasks can be spawned that stay there.
///
/// # Errors
/// When it cannot be one. What fails later is tried again.
pub(crate) async fn run(
    engine: Arc<dyn Engine>,
    registry: &Registry,
    options: WorkerOptions,
    mut signals: mpsc::UnboundedReceiver<Order>,
    viewer: Rc<dyn Viewer>,
) -> Result<Option<i32>, WorkerError> {
    let identity = Identity::new(options.name.as_deref(), registry)?;
    let there = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let cores = options.cores.map_or(there, usize::from);
    let cores = u32::try_from(cores).unwrap_or(u32::MAX);
    let (activity, seen) = watch::channel(Activity::default());
    let post = Post { works: !options.observes, coordinates: false, cores };
    let mut presence = Presence::begin(engine.clone(), identity.clone(), post, seen).await?;
    let mut asked = engine.asked(&identity.name).await?;
    let mut leaders = engine.watch(Table::Leader).await?;
    let mut runs = engine.watch(Table::Runs).await?;
    let of = if cores == 1 { "core" } else { "cores" };
    tracing::info!("worker {} is there, with {cores} {of}, at {}", identity.name, engine.place());
    let (registry, sign) = (registry.clone(), Rc::new(Sign::new()));
    let (activity, work) = (Rc::new(activity), None);
    let mut worker =
        Worker { engine, registry, identity, options, cores, activity, sign, viewer, work };
    let living = async {
        loop {
            tokio::select! {
                Some(asked) = asked.recv() => worker.hear(asked),
                Some(change) = leaders.recv() => worker.leader(&change),
                Some(change) = runs.recv() => worker.record(&change),
                Some(order) = signals.recv() => break worker.leave(order, &mut signals).await,
            }
        }
    };
    let left = tokio::select! {
        left = living => left,
        () = presence.keep() => None,
    };
    presence.end().await;
    Ok(left)
}

struct Worker {
    engine: Arc<dyn Engine>,
    registry: Registry,
    identity: Identity,
    options: WorkerOptions,
    cores: u32,
    activity: Rc<watch::Sender<Activity>>,
    sign: Rc<Sign>,
    viewer: Rc<dyn Viewer>,
    work: Option<Work>,
}

impl Worker {
    /// Notes who leads.
    fn leader(&self, change: &Change) {
        if let Change::Put(record) = change {
            self.sign.of(record.revision);
        }
    }

    /// Notes what the record of a run says, if it is the one that is worked for.
    fn record(&self, change: &Change) {
        let Change::Put(record) = change else { return };
        let Some(work) = self.work.as_ref().filter(|work| work.run == record.key) else { return };
        match from_bytes::<Run>(&record.value) {
            Ok(run) => work.is(run),
            Err(error) => tracing::warn!("the record of run {} is damaged: {error}", record.key),
        }
    }

    /// Does what is asked, and answers, at once or when it is done.
    fn hear(&mut self, asked: Asked) {
        let Asked { payload, answer } = asked;
        let outcome = match from_bytes::<Ask>(&payload) {
            Ok(ask) => self.follow(ask),
            Err(error) => Err(format!("what was asked is not understood: {error}")),
        };
        match outcome {
            Ok(Said::Now(said)) => drop(answer.send(to_bytes(&said))),
            Ok(Said::Later(said)) => drop(tokio::task::spawn_local(pass_on(said, answer))),
            Ok(Said::Back(back)) => drop(tokio::task::spawn_local(send_home(back, answer))),
            Err(reason) => drop(answer.send(to_bytes(&Answer::Refused { reason }))),
        }
    }

    fn follow(&mut self, ask: Ask) -> Result<Said, String> {
        match ask {
            Ask::Prepare { epoch, prepare } => {
                self.leads(epoch)?;
                self.prepare(&prepare).map(|ready| Said::Now(Answer::Ready(ready)))
            }
            Ask::SetUp { epoch, run } => {
                self.leads(epoch)?;
                self.step(&run, Step::SetUp)
            }
            Ask::Assign { epoch, assign } => {
                self.leads(epoch)?;
                self.step(&assign.run, |answer| Step::Assign(Box::new(assign.plan.clone()), answer))
            }
            Ask::RunScenario { run, visit } => {
                let work = self.work.as_ref().filter(|work| work.run == run);
                let work = work.ok_or_else(|| format!("it does not work for run {run}"))?;
                Ok(Said::Back(work.guests.welcome(visit)?))
            }
        }
    }

    fn leads(&self, epoch: Epoch) -> Result<(), String> {
        match self.sign.of(epoch) {
            true => Ok(()),
            false => Err(OTHER_LEADER.to_owned()),
        }
    }

    /// Says whether this worker could take part in a run, and begins to work for it.
    fn prepare(&mut self, prepare: &Prepare) -> Result<Ready, String> {
        let Prepare { run, build, submission } = prepare;
        let Identity { boot, build: ours, .. } = self.identity.clone();
        if *build != ours {
            return Err(format!("it is of build {ours}, and the leader of build {build}"));
        }
        self.give_up(run)?;
        if self.work.as_ref().is_none_or(|work| work.has_ended()) {
            let test = self
                .registry
                .find(&submission.load_test)
                .ok_or_else(|| format!("it knows no load test `{}`", submission.load_test))?;
            let asked = LoadTest::of(*test, submission)?;
            asked.check(self.cores)?;
            self.work = Some(Work::begin(run, self.means(run, asked)));
        }
        Ok(Ready { boot, build: ours, cores: self.cores, clock_us: timestamp_us() })
    }

    /// Gives work for another run up that has not begun.
    fn give_up(&mut self, run: &str) -> Result<(), String> {
        match &self.work {
            Some(work) if work.has_begun() && !work.has_ended() => {
                Err(format!("it still works for run {}", work.run))
            }
            Some(work) if work.run != run => {
                self.work = None;
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn means(&self, run: &str, asked: LoadTest) -> Means {
        let Self { engine, identity, options, activity, sign, viewer, .. } = self;
        let spool =
            Spool::new(engine.clone(), run, identity.clone(), options.spool, activity.clone());
        let guests = Arc::new(Guests::new(self.registry.scenarios()));
        Means {
            run: run.to_owned(),
            engine: engine.clone(),
            guests,
            asked,
            spool: Rc::new(spool),
            identity: identity.clone(),
            sign: sign.clone(),
            orphan_after: options.orphan_after,
            activity: activity.clone(),
            viewer: viewer.clone(),
        }
    }

    fn step(
        &self,
        run: &str,
        step: impl FnOnce(oneshot::Sender<Answer>) -> Step,
    ) -> Result<Said, String> {
        let work = self.work.as_ref().filter(|work| work.run == run && !work.has_begun());
        let (answer, said) = oneshot::channel();
        let none = || format!("it does not prepare for run {run}");
        work.ok_or_else(none)?.steps.send(step(answer)).map_err(|_| none())?;
        Ok(Said::Later(said))
    }

    /// Ends: work that goes on is told to stop, and what it measured is stored; another signal ends
    /// that at once.
    async fn leave(
        &mut self,
        order: Order,
        signals: &mut mpsc::UnboundedReceiver<Order>,
    ) -> Option<i32> {
        let Order::Signal(number) = order else { return None };
        let work = self.work.as_mut().filter(|work| work.has_begun() && !work.has_ended())?;
        // Without a listener it has ended already.
        let _ = work.orders.send(Order::Signal(number));
        tokio::select! {
            () = work.ended() => {}
            _ = signals.recv() => {}
        }
        Some(number)
    }
}

/// An answer that is there, or one that will be.
enum Said {
    Now(Answer),
    Later(oneshot::Receiver<Answer>),
    /// A session of another node, when it is done here.
    Back(oneshot::Receiver<Result<Return, String>>),
}

async fn send_home(
    back: oneshot::Receiver<Result<Return, String>>,
    answer: oneshot::Sender<bytes::Bytes>,
) {
    let said = match back.await {
        Ok(Ok(back)) => Answer::Ran { back },
        Ok(Err(reason)) => Answer::Refused { reason },
        Err(_) => Answer::Cut { reason: "its load ended meanwhile".to_owned() },
    };
    // Who asked may have gone away.
    let _ = answer.send(to_bytes(&said));
}

async fn pass_on(said: oneshot::Receiver<Answer>, answer: oneshot::Sender<bytes::Bytes>) {
    let said = said.await.unwrap_or_else(|_| Answer::Refused {
        reason: "it does not work for this run any more".to_owned(),
    });
    // Who asked may have gone away.
    let _ = answer.send(to_bytes(&said));
}
