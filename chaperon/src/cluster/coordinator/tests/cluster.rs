//! A cluster in one process, on a paused clock.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chaperon_macros::scenario;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, LocalSet, spawn_local};

use super::worker::{Script, work};
use crate::cluster::client::Client;
use crate::cluster::coordinator::{CoordinatorOptions, run};
use crate::cluster::engine::{Engine, Local};
use crate::cluster::identity::Identity;
use crate::cluster::protocol::{Run, RunState, Submission};
use crate::error::Result;
use crate::export::{Csv, Exporter};
use crate::load_test::{Definition, Entry, Load, LoadTest, Registry};
use crate::results::RunResults;
use crate::session::Session;

pub(super) type TestEngine = Arc<dyn Engine>;

/// Is not run: workers measure what tests say.
#[scenario]
async fn waits(session: &mut Session) -> Result {
    session.delay(Duration::from_secs(1)).await?;
    Ok(())
}

struct Waits;

impl LoadTest for Waits {
    const NAME: &'static str = "Waits";

    fn define() -> Definition {
        Definition::new()
            .setup(async |_: &mut Session| Ok(7_u8))
            .entry(Entry::new::<waits>().load(Load::For(Duration::from_secs(10))))
    }
}

pub(super) fn registry() -> Registry {
    Registry::new().load_test::<Waits>()
}

/// CSV files are written, and JSON goes where nothing can be sent.
fn exporters(formats: &[String]) -> Result<Vec<Arc<dyn Exporter>>, String> {
    let of = |format: &String| match format.as_str() {
        "csv" => Ok(Arc::new(Csv::default()) as Arc<dyn Exporter>),
        other => Err(format!("`{other}` goes nowhere")),
    };
    formats.iter().map(of).collect()
}

/// A coordinator; gone without a word when it is dropped.
pub(super) struct Coordinator {
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Coordinator {
    /// Ends it as a signal would.
    pub(super) async fn stop(mut self) {
        self.stop.take().unwrap().send(()).unwrap();
        (&mut self.task).await.unwrap();
    }
}

impl Drop for Coordinator {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(super) struct Cluster {
    pub(super) engine: TestEngine,
    pub(super) client: Client,
    pub(super) folder: TempDir,
    pub(super) build: String,
}

impl Cluster {
    fn over(engine: TestEngine) -> Self {
        let build = Identity::new(None, &registry()).unwrap().build;
        let client = Client::new(engine.clone(), &registry());
        Self { engine, client, folder: TempDir::new().unwrap(), build }
    }

    /// A coordinator that leaves no pause between runs.
    pub(super) fn coordinator(&self, name: &str) -> Coordinator {
        self.coordinator_over(self.engine.clone(), name, Duration::ZERO)
    }

    pub(super) fn coordinator_over(
        &self,
        engine: TestEngine,
        name: &str,
        pause_between: Duration,
    ) -> Coordinator {
        let options = CoordinatorOptions {
            name: Some(name.to_owned()),
            pause_between,
            output: self.folder.path().to_owned(),
            exporters,
            ends_runs: false,
        };
        let (stop, stopped) = oneshot::channel();
        let task = spawn_local(async move {
            let stop = async { _ = stopped.await };
            run(engine, &registry(), options, stop).await.unwrap();
        });
        Coordinator { stop: Some(stop), task }
    }

    /// A worker of ten seconds.
    pub(super) fn script(&self, name: &'static str) -> Script {
        Script {
            name,
            build: self.build.clone(),
            seconds: 10,
            dies_after: None,
            refuses: None,
            times: 1,
            backwards: false,
        }
    }

    pub(super) fn worker(&self, script: Script) -> JoinHandle<()> {
        spawn_local(work(self.engine.clone(), script))
    }

    pub(super) fn workers(&self, names: &[&'static str]) {
        for name in names {
            self.worker(self.script(name));
        }
    }

    pub(super) async fn submit(&self) -> String {
        self.submit_as(Submission::default()).await
    }

    pub(super) async fn submit_as(&self, submission: Submission) -> String {
        let submission = Submission { load_test: "Waits".to_owned(), ..submission };
        self.client.submit(submission).await.unwrap()
    }

    /// What came of a run.
    pub(super) async fn ended(&self, id: &str) -> Run {
        self.client.wait(id).await.unwrap()
    }

    /// Waits until a run is in a state.
    pub(super) async fn is(&self, id: &str, state: RunState) -> Run {
        loop {
            let run = self.client.run(id).await.unwrap();
            if run.state == state {
                return run;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// How many sessions finished in a run, by its stored report.
    pub(super) async fn finished(&self, id: &str) -> u64 {
        finished(&self.client.results(id).await.unwrap().unwrap())
    }
}

pub(super) fn finished(results: &RunResults) -> u64 {
    results.sessions().map(|(_, counts)| counts.finished).sum()
}

/// Runs a test over a cluster of this engine.
pub(super) async fn cluster_over<F: Future<Output = ()>>(
    engine: TestEngine,
    test: impl FnOnce(Cluster) -> F,
) {
    LocalSet::new().run_until(test(Cluster::over(engine))).await;
}

/// Runs a test over a cluster in memory.
pub(super) async fn cluster<F: Future<Output = ()>>(test: impl FnOnce(Cluster) -> F) {
    cluster_over(Arc::new(Local::open(None).unwrap()), test).await;
}

/// Runs a test over a cluster whose engine is in a folder.
pub(super) async fn cluster_in<F: Future<Output = ()>>(
    folder: &Path,
    test: impl FnOnce(Cluster) -> F,
) {
    // What was being written when the last cluster in it ended is brought to its end.
    let mut engine = Local::open(Some(folder));
    for _ in 0..100 {
        if engine.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
        engine = Local::open(Some(folder));
    }
    cluster_over(Arc::new(engine.unwrap()), test).await;
}
