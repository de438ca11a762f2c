//! Workers that are led by a test, over the engine of one process.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use chaperon_macros::scenario;
use serde_json::json;
use time::OffsetDateTime;
use tokio::sync::mpsc;
use tokio::task::{JoinHandle, LocalSet, spawn_local};

use super::{Viewer, WorkerError, WorkerOptions, run};
use crate::cluster::engine::{Engine, EngineError, Local, Table};
use crate::cluster::protocol::{
    Answer, Ask, Assign, Body, Controls, Frame, Last, Node, Part, Prepare, Ready, Run, RunPlan,
    RunState, Submission, from_bytes, to_bytes,
};
use crate::config::{Layer, Secrets};
use crate::error::Result;
use crate::event::Event;
use crate::load_test::{Definition, Entry, Load, LoadTest, Registry, Stages};
use crate::metrics::{Snapshot, View};
use crate::run::Order;
use crate::session::Session;
use crate::time::{Rate, timestamp_us};

const PATIENCE: Duration = Duration::from_secs(5);

/// Counts itself.
#[scenario]
async fn counts(session: &mut Session) -> Result {
    session.counter("sessions", 1);
    session.counter("given", u64::from(*session.setup::<u8>()?));
    Ok(())
}

/// Counts itself, wherever it runs.
#[scenario]
async fn visits(session: &mut Session) -> Result {
    session.counter("visits", 1);
    session.update_assign("visits", |visits: Option<u32>| visits.unwrap_or(0) + 1);
    Ok(())
}

/// Has another scenario run elsewhere.
#[scenario]
async fn sends(session: &mut Session) -> Result {
    session.assign("visits", 1);
    session.schedule_scenario::<visits>(|_: &mut Layer, _| ()).await?;
    session.check("came back", session.assigned::<u32>("visits")? == 2);
    Ok(())
}

struct Once;

impl LoadTest for Once {
    const NAME: &'static str = "Once";

    fn define() -> Definition {
        Definition::new()
            .setup(async |_: &mut Session| Ok(7_u8))
            .entry(Entry::new::<counts>().count(10))
            .entry(Entry::new::<sends>().count(4))
    }
}

struct Arrivals;

impl LoadTest for Arrivals {
    const NAME: &'static str = "Arrivals";

    fn define() -> Definition {
        let rates = Stages::of(Rate::per_second(100), Duration::from_secs(600));
        let load = Load::At { rates, poisson: false };
        Definition::new()
            .setup(async |_: &mut Session| Ok(1_u8))
            .entry(Entry::new::<counts>().load(load))
    }
}

struct Unseen;

impl Viewer for Unseen {
    fn on(&self, _: &Event) {}
    fn hide(&self, _: Secrets) {}
}

/// A worker under a name, with a core.
struct Started {
    signals: mpsc::UnboundedSender<Order>,
    ended: JoinHandle<Result<Option<i32>, WorkerError>>,
}

/// A leader of as few words as the workers need.
struct Leader {
    engine: Arc<Local>,
    epoch: u64,
}

const RUN: &str = "run-1";

impl Leader {
    async fn of(engine: &Arc<Local>) -> Self {
        let epoch = engine.put(Table::Leader, "leader", json!("me").to_string().into()).await;
        Self { engine: engine.clone(), epoch: epoch.unwrap() }
    }

    fn start(&self, name: &str) -> Started {
        self.start_patient(name, Duration::from_secs(60))
    }

    fn start_patient(&self, name: &str, orphan_after: Duration) -> Started {
        let registry =
            Registry::new().load_test::<Once>().load_test::<Arrivals>().scenario::<visits>();
        let (signals, listening) = mpsc::unbounded_channel();
        let options = WorkerOptions {
            name: Some(name.to_owned()),
            cores: Some(1),
            orphan_after,
            ..WorkerOptions::default()
        };
        let engine: Arc<dyn Engine> = self.engine.clone();
        let ended = spawn_local(async move {
            run(engine, &registry, options, listening, Rc::new(Unseen)).await
        });
        Started { signals, ended }
    }

    async fn node(&self, name: &str) -> Node {
        loop {
            match self.engine.get(Table::Nodes, name).await.unwrap() {
                Some(record) => return from_bytes(&record.value).unwrap(),
                None => tokio::task::yield_now().await,
            }
        }
    }

    async fn ask(&self, name: &str, ask: &Ask) -> Answer {
        loop {
            match self.engine.ask(name, to_bytes(ask), PATIENCE).await {
                Ok(answer) => return from_bytes(&answer).unwrap(),
                Err(EngineError::NoNode { .. }) => tokio::task::yield_now().await,
                Err(error) => panic!("{error}"),
            }
        }
    }

    async fn prepare(&self, name: &str, load_test: &str, build: &str) -> Answer {
        let submission = Submission { load_test: load_test.to_owned(), ..Submission::default() };
        let prepare = Prepare { run: RUN.to_owned(), build: build.to_owned(), submission };
        self.ask(name, &Ask::Prepare { epoch: self.epoch, prepare }).await
    }

    /// Brings workers to where their load begins; gives the plan.
    async fn assign(&self, names: &[&str], load_test: &str) -> RunPlan {
        let mut parts = Vec::new();
        for (first_core, name) in (0..).zip(names) {
            let build = self.node(name).await.build;
            let ready = self.prepare(name, load_test, &build).await;
            let Answer::Ready(Ready { boot, cores: 1, .. }) = ready else { panic!("{ready:?}") };
            let node = (*name).to_owned();
            let part =
                Part { node, boot, first_core, cores: 1, clock_ahead_us: 0, clock_off_us: 0 };
            parts.push(part);
        }
        let ask = Ask::SetUp { epoch: self.epoch, run: RUN.to_owned() };
        let set_up = self.ask(names[0], &ask).await;
        let Answer::SetUp { value: setup } = set_up else { panic!("{set_up:?}") };
        let cores = u32::try_from(parts.len()).unwrap();
        let plan = RunPlan { revision: 1, seed: 1, parts, cores, setup, start_at: None };
        for name in names {
            let assign = Assign { run: RUN.to_owned(), plan: plan.clone() };
            let assigned = self.ask(name, &Ask::Assign { epoch: self.epoch, assign }).await;
            assert!(matches!(assigned, Answer::Assigned { revision: 1, .. }), "{assigned:?}");
        }
        plan
    }

    async fn record(&self, plan: &RunPlan, state: RunState, start_at: Option<i64>) {
        let run = Run {
            id: RUN.to_owned(),
            submission: Submission::default(),
            submitted: OffsetDateTime::UNIX_EPOCH,
            state,
            reason: None,
            plan: Some(RunPlan { start_at, ..plan.clone() }),
            controls: Controls::default(),
            outcome: None,
        };
        self.engine.put(Table::Runs, RUN, to_bytes(&run)).await.unwrap();
    }

    /// What so many workers measured, and the last frame of each.
    async fn results(&self, workers: usize) -> (Snapshot, Vec<Last>) {
        let (mut all, mut lasts) = (Snapshot::default(), Vec::new());
        let mut stored = self.engine.stored(RUN).await.unwrap();
        let mut frames = 0;
        while lasts.len() < workers {
            let stored = tokio::time::timeout(PATIENCE * 2, stored.recv()).await.unwrap().unwrap();
            frames += 1;
            match Frame::decode(&stored.payload).unwrap().body {
                Body::Second { snapshot, .. } => all.merge(&snapshot),
                Body::Last(last) => lasts.push(last),
                _ => {}
            }
        }
        assert_eq!(lasts.iter().map(|last| last.frames).sum::<u64>(), frames);
        assert_eq!(lasts.iter().map(|last| last.samples).sum::<u64>(), all.samples());
        (all, lasts)
    }
}

fn count(all: &Snapshot, name: &str) -> u64 {
    let metrics = all.metrics(View::All);
    let of_name = metrics.iter().filter(|(key, _)| key.name.to_string() == name);
    of_name.map(|(_, value)| value.count()).sum()
}

async fn local<F: Future<Output = ()>>(test: impl FnOnce(Arc<Local>) -> F) {
    LocalSet::new().run_until(test(Arc::new(Local::open(None).unwrap()))).await;
}

#[tokio::test]
async fn workers_run_their_parts_and_sessions_visit_other_nodes() {
    local(async |engine| {
        let leader = Leader::of(&engine).await;
        let workers = ["a", "b", "c"].map(|name| leader.start(name));
        let plan = leader.assign(&["a", "b", "c"], "Once").await;
        leader.record(&plan, RunState::Running, Some(timestamp_us() + 50_000)).await;
        let (all, lasts) = leader.results(3).await;
        assert!(lasts.iter().all(|last| last.early.is_none()), "{lasts:?}");
        assert_eq!((count(&all, "sessions"), count(&all, "given")), (10, 70));
        assert_eq!((count(&all, "visits"), count(&all, "check(came back)")), (4, 4));
        assert_eq!(count(&all, "run_scenario(cluster::worker::tests::visits)"), 4);
        for Started { signals, ended } in workers {
            signals.send(Order::Signal(15)).unwrap();
            assert_eq!(ended.await.unwrap().unwrap(), None, "it had nothing left to do");
        }
        assert_eq!(engine.list(Table::Nodes).await.unwrap(), [], "they said that they go");
    })
    .await;
}

#[tokio::test]
async fn a_load_stops_when_its_record_says_so_and_what_was_measured_is_stored() {
    local(async |engine| {
        let leader = Leader::of(&engine).await;
        let _worker = leader.start("a");
        let plan = leader.assign(&["a"], "Arrivals").await;
        leader.record(&plan, RunState::Running, Some(timestamp_us())).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
        leader.record(&plan, RunState::Cancelled, Some(timestamp_us())).await;
        let (all, lasts) = leader.results(1).await;
        assert_eq!(lasts[0].early, None);
        assert!((1..30_000).contains(&count(&all, "sessions")), "{}", count(&all, "sessions"));
    })
    .await;
}

#[tokio::test]
async fn a_worker_without_a_sign_of_a_leader_stops_its_load_and_says_why() {
    local(async |engine| {
        let leader = Leader::of(&engine).await;
        let _worker = leader.start_patient("a", Duration::from_millis(1500));
        let plan = leader.assign(&["a"], "Arrivals").await;
        leader.record(&plan, RunState::Running, Some(timestamp_us())).await;
        let (_, lasts) = leader.results(1).await;
        let early = lasts[0].early.as_deref().unwrap();
        assert_eq!(early, "there was no sign of a coordinator for 1.5s");
    })
    .await;
}

#[tokio::test]
async fn a_worker_that_is_told_to_leave_ends_its_load_and_says_why() {
    local(async |engine| {
        let leader = Leader::of(&engine).await;
        let worker = leader.start("a");
        let plan = leader.assign(&["a"], "Arrivals").await;
        leader.record(&plan, RunState::Running, Some(timestamp_us())).await;
        let mut stored = engine.stored(RUN).await.unwrap();
        loop {
            let frame = Frame::decode(&stored.recv().await.unwrap().payload).unwrap();
            if matches!(frame.body, Body::Began { .. }) {
                break;
            }
        }
        worker.signals.send(Order::Signal(15)).unwrap();
        let (_, lasts) = leader.results(1).await;
        assert_eq!(lasts[0].early.as_deref(), Some("stopped by SIGTERM"));
        assert_eq!(worker.ended.await.unwrap().unwrap(), Some(15));
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_is_refused_in_words() {
    local(async |engine| {
        let leader = Leader::of(&engine).await;
        let _worker = leader.start("a");
        let build = leader.node("a").await.build;
        let reason = |answer| match answer {
            Answer::Refused { reason } => reason,
            other => panic!("{other:?}"),
        };
        let other = reason(leader.prepare("a", "Once", "beef").await);
        assert_eq!(other, format!("it is of build {build}, and the leader of build beef"));
        let unknown = reason(leader.prepare("a", "Twice", &build).await);
        assert_eq!(unknown, "it knows no load test `Twice`");
        let ask = Ask::SetUp { epoch: leader.epoch, run: RUN.to_owned() };
        let early = reason(leader.ask("a", &ask).await);
        assert_eq!(early, "it does not prepare for run run-1");
        engine.put(Table::Leader, "leader", json!("other").to_string().into()).await.unwrap();
        tokio::task::yield_now().await;
        let late = reason(leader.prepare("a", "Once", &build).await);
        assert_eq!(late, "another leader has been seen since");
    })
    .await;
}
