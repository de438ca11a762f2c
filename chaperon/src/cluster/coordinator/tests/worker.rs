//! A worker that speaks the protocol and measures what a test says.

use std::time::Duration;

use serde_json::json;
use tokio::sync::mpsc;
use tokio::time::{interval, sleep};

use super::cluster::TestEngine;
use crate::cluster::engine::{Asked, Change, EngineError, Table};
use crate::cluster::patience::patiently;
use crate::cluster::protocol::{
    Answer, Ask, Body, Epoch, Frame, Last, Node, Ready, Run, RunPlan, from_bytes, to_bytes,
};
use crate::metrics::{MetricsOptions, NameRef, Recorder, Scope, SessionEvent, Snapshot};
use crate::time::timestamp_us;

/// What a worker is like.
#[derive(Debug, Clone)]
pub(super) struct Script {
    pub(super) name: &'static str,
    pub(super) build: String,
    /// How many seconds its load takes.
    pub(super) seconds: u64,
    /// After which of them it dies without a word.
    pub(super) dies_after: Option<u64>,
    /// Why it takes part in nothing.
    pub(super) refuses: Option<&'static str>,
    /// How it stores its frames: each so often, the last ones first.
    pub(super) times: u32,
    pub(super) backwards: bool,
}

/// Is a worker until it dies.
pub(super) async fn work(engine: TestEngine, script: Script) {
    let mut asked = engine.asked(script.name).await.unwrap();
    let mut runs = engine.watch(Table::Runs).await.unwrap();
    let mut worker = Worker { engine, script, epoch: 0, plan: None };
    let mut ticks = interval(Duration::from_secs(2));
    loop {
        tokio::select! {
            _ = ticks.tick() => worker.is_there().await,
            Some(asked) = asked.recv() => worker.hear(asked),
            Some(change) = runs.recv() => {
                let Some(run) = worker.begins(change) else { continue };
                let dead = tokio::select! {
                    dead = worker.load(&run, &mut runs) => dead,
                    () = worker.stays() => unreachable!(),
                };
                worker.plan = None;
                if dead {
                    return;
                }
            }
        }
    }
}

struct Worker {
    engine: TestEngine,
    script: Script,
    epoch: Epoch,
    plan: Option<(String, RunPlan)>,
}

impl Worker {
    async fn is_there(&self) {
        let node = Node {
            name: self.script.name.to_owned(),
            boot: boot(self.script.name),
            build: self.script.build.clone(),
            registry: String::new(),
            works: true,
            coordinates: false,
            cores: 1,
            files: 1024,
            cpu: 0.0,
            timer_lag_us: 0,
            run: self.plan.as_ref().map(|(run, _)| run.clone()),
            plan: None,
            spooled: 0,
            troubles: self.engine.troubles(),
        };
        match self.engine.put(Table::Nodes, self.script.name, to_bytes(&node)).await {
            Err(EngineError::Away { .. }) => {}
            written => _ = written.unwrap(),
        }
    }

    async fn stays(&self) {
        loop {
            self.is_there().await;
            sleep(Duration::from_secs(2)).await;
        }
    }

    fn hear(&mut self, asked: Asked) {
        let Asked { payload, answer } = asked;
        let said = match from_bytes::<Ask>(&payload).unwrap() {
            Ask::Prepare { epoch, .. } | Ask::SetUp { epoch, .. } | Ask::Assign { epoch, .. }
                if epoch < self.epoch =>
            {
                Answer::Refused { reason: "an old leader".to_owned() }
            }
            Ask::Prepare { epoch, .. } => {
                self.epoch = epoch;
                self.ready()
            }
            Ask::SetUp { .. } => Answer::SetUp { value: Some(json!(7)) },
            Ask::Assign { assign, .. } => {
                let revision = assign.plan.revision;
                self.plan = Some((assign.run, assign.plan));
                Answer::Assigned { revision, build: self.script.build.clone() }
            }
            other => panic!("{other:?}"),
        };
        // Whoever asked may have gone.
        let _ = answer.send(to_bytes(&said));
    }

    fn ready(&self) -> Answer {
        let Script { build, refuses, .. } = &self.script;
        match refuses {
            Some(reason) => Answer::Refused { reason: (*reason).to_owned() },
            None => Answer::Ready(Ready {
                boot: boot(self.script.name),
                build: build.clone(),
                cores: 1,
                clock_us: timestamp_us(),
            }),
        }
    }

    /// The run of a change, if that is that the load begins for which it waits.
    fn begins(&self, change: Change) -> Option<Run> {
        let run = run_of(change)?;
        let (id, plan) = self.plan.as_ref()?;
        let begins = run.plan.as_ref().filter(|it| it.start_at.is_some())?;
        (run.id == *id && begins.revision == plan.revision && !run.stops()).then_some(run)
    }

    /// Measures a session a second; whether it died.
    async fn load(&self, run: &Run, runs: &mut mpsc::UnboundedReceiver<Change>) -> bool {
        let mut bodies = vec![Body::Began { late_us: 0 }];
        self.store(&run.id, 0, &bodies).await;
        for second in 1..=self.script.seconds {
            if self.script.dies_after.is_some_and(|last| second > last) {
                return true;
            }
            let stops = async {
                while !runs
                    .recv()
                    .await
                    .and_then(run_of)
                    .is_some_and(|it| it.id == run.id && it.stops())
                {}
            };
            tokio::select! {
                () = sleep(Duration::from_secs(1)) => {}
                () = stops => break,
            }
            bodies.push(Body::Second { second, more: false, snapshot: sessions(1) });
            if !self.script.backwards {
                self.store(&run.id, bodies.len() - 1, &bodies).await;
            }
        }
        let frames = bodies.len() as u64 + 1;
        let samples = sessions(1).samples() * (frames - 2);
        bodies.push(Body::Last(Last { frames, samples, ..Last::default() }));
        for index in (0..bodies.len()).rev() {
            self.store(&run.id, index, &bodies).await;
        }
        false
    }

    async fn store(&self, run: &str, index: usize, bodies: &[Body]) {
        let (node, boot) = (self.script.name.to_owned(), boot(self.script.name));
        let (body, sequence) = (bodies[index].clone(), index as u64);
        let bytes = Frame { node, boot, sequence, body }.encode();
        for time in 0..self.script.times {
            // Under ids of their own, so that the engine does not see that they are one.
            let id = format!("{run}:{}:{index}:{time}", self.script.name);
            let store = || self.engine.store(run, self.script.name, &id, bytes.clone().into());
            patiently(store).await.unwrap();
        }
    }
}

/// One that it has for ever.
fn boot(name: &str) -> String {
    format!("boot-{name}")
}

fn run_of(change: Change) -> Option<Run> {
    match change {
        Change::Put(record) => from_bytes(&record.value).ok(),
        _ => None,
    }
}

/// So many sessions that succeeded.
pub(super) fn sessions(number: u64) -> Snapshot {
    let recorder = Recorder::new(MetricsOptions::default());
    let scope = recorder.scope(&Scope::of("waits"));
    for _ in 0..number {
        recorder.session(scope, SessionEvent::Started);
        recorder.session(scope, SessionEvent::Finished);
        let iteration = recorder.intern(scope, NameRef::of("iteration", "waits"));
        recorder.record(iteration, Duration::from_millis(1));
    }
    recorder.take()
}
