//! A cluster: an engine, a target, and the nodes that a test starts.

use std::path::Path;
use std::process::Command;

use chaperon::results::RunResults;
use chaperon_examples::demo_target::DemoTarget;
use tempfile::TempDir;

use super::nats_server::NatsServer;
use super::node::Node;

/// The parts of a cluster, in a folder of their own. Its nodes end before its engine does.
pub struct Cluster {
    pub target: DemoTarget,
    pub nats: NatsServer,
    folder: TempDir,
    /// For all nodes: how large the load tests are.
    sizes: Vec<(&'static str, String)>,
}

impl Cluster {
    /// An engine and a target on loopback, and no node yet.
    pub fn start() -> Self {
        Self::of(DemoTarget::start().unwrap(), NatsServer::start())
    }

    /// Of a target and an engine, wherever they listen.
    pub fn of(target: DemoTarget, nats: NatsServer) -> Self {
        Self { target, nats, folder: TempDir::new().unwrap(), sizes: Vec::new() }
    }

    /// Makes load tests so large.
    pub fn sized(mut self, sizes: &[(&'static str, u64)]) -> Self {
        self.sizes = sizes.iter().map(|(name, size)| (*name, size.to_string())).collect();
        self
    }

    /// A command of the program.
    pub fn command(&self, words: &[&str]) -> Command {
        self.command_of(env!("CARGO_BIN_EXE_clustered").as_ref(), words)
    }

    /// A command of another program with the same load tests.
    pub fn command_of(&self, program: &Path, words: &[&str]) -> Command {
        let role = match words {
            ["coordinator", ..] => "coordinator",
            ["worker", ..] => "worker",
            _ => "client",
        };
        let url = self.nats.url(role);
        let mut command = Command::new(program);
        command.args(words).current_dir(self.folder.path());
        command.envs([("CHAPERON_NATS_URL", url.as_str()), ("NO_COLOR", "1")]);
        command.env("RUST_BACKTRACE", "0");
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

    /// How many requests the target has answered.
    pub fn served(&self) -> u64 {
        self.target.served().answered("GET /")
    }
}
