//! Clusters of real processes, with a real NATS server between them and a target that counts.

mod faults;
/// The server that the engine's own tests use, with the configuration that is shipped.
#[expect(dead_code, reason = "the engine's own tests use more of it")]
#[path = "../../chaperon/src/cluster/engine/tests/nats_server.rs"]
pub mod nats_server;
pub mod node;
mod whole;

use std::process::Command;

use chaperon::metrics::View;
use chaperon::results::RunResults;
use chaperon_examples::demo_target::DemoTarget;
use tempfile::TempDir;

use self::nats_server::NatsServer;
use self::node::{Node, program};

/// The parts of a cluster, in a folder of their own. Its nodes end before its engine does.
pub struct Cluster {
    pub target: DemoTarget,
    pub nats: NatsServer,
    folder: TempDir,
    /// For all nodes: how large the load tests are.
    sizes: Vec<(&'static str, String)>,
}

impl Cluster {
    /// An engine and a target, and no node yet.
    pub fn start() -> Self {
        let (target, nats) = (DemoTarget::start().unwrap(), NatsServer::start());
        Self { target, nats, folder: TempDir::new().unwrap(), sizes: Vec::new() }
    }

    /// Makes load tests so large.
    pub fn sized(mut self, sizes: &[(&'static str, u64)]) -> Self {
        self.sizes = sizes.iter().map(|(name, size)| (*name, size.to_string())).collect();
        self
    }

    /// A command of the program.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = program(self.folder.path());
        let role = match words {
            ["coordinator", ..] => "coordinator",
            ["worker", ..] => "worker",
            _ => "client",
        };
        command.args(words).env("CHAPERON_NATS_URL", self.nats.url(role));
        command.envs(self.sizes.iter().map(|(name, size)| (name, size)));
        command
    }

    pub fn node(&self, name: &str, words: &[&str]) -> Node {
        Node::start(name, self.command(words))
    }

    /// A coordinator, which leads or stands by.
    pub fn coordinator(&self, name: &str) -> Node {
        let coordinator =
            self.node(name, &["coordinator", "--name", name, "--pause-between", "0s"]);
        coordinator.says("coordinator");
        coordinator
    }

    /// A worker with a core, which is there.
    pub fn worker(&self, name: &str) -> Node {
        let worker = self.node(name, &["worker", "--name", name, "--cores", "1", "--quiet"]);
        worker.says("is there");
        worker
    }

    pub fn workers<const N: usize>(&self, names: [&str; N]) -> [Node; N] {
        names.map(|name| self.worker(name))
    }

    /// Submits a load test against the target, with its results as `out` in the folder.
    pub fn submit(&self, load_test: &str, words: &[&str]) -> Node {
        let base_url = format!("base_url={}", self.target.url());
        let submit = ["submit", load_test, "--wait", "--set", &base_url, "--output", "out"];
        self.node("submit", &[&submit, words].concat())
    }

    /// What was saved of a run by `submit`.
    #[track_caller]
    pub fn results(&self) -> RunResults {
        RunResults::load(&self.folder.path().join("out.run.json")).unwrap()
    }
}

/// How many samples there are of a metric.
pub fn count(results: &RunResults, metric: &str) -> u64 {
    let metrics = results.snapshot().metrics(View::All);
    let wanted = metrics.iter().filter(|(key, _)| key.name.to_string() == metric);
    wanted.map(|(_, value)| value.count()).sum()
}
