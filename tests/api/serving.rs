//! A program that serves its API, in a folder that outlives it.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use chaperon_examples::demo_target::DemoTarget;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cluster::real::Node;
use crate::raw_client::{Answer, ask};
use crate::until::until;

/// A served program, and a target for its load tests.
pub struct Serving {
    pub target: DemoTarget,
    pub node: Node,
    address: SocketAddr,
    folder: TempDir,
}

/// The program, about to serve in a folder.
pub fn serve(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_served"));
    command.args(["serve", "--pause-between", "0s"]).args(words).env("CHAPERON_PORT", "0");
    command.current_dir(folder).env("RUST_BACKTRACE", "0").env("NO_COLOR", "1");
    command
}

impl Serving {
    pub fn start() -> Self {
        Self::with(|_| {})
    }

    /// With changes to its command.
    pub fn with(change: impl FnOnce(&mut Command)) -> Self {
        let (target, folder) = (DemoTarget::start().unwrap(), TempDir::new().unwrap());
        let mut command = serve(folder.path(), &[]);
        change(&mut command);
        let (node, address) = listening(command);
        Self { target, node, address, folder }
    }

    /// Starts it again, in the folder in which another has ended.
    pub fn again(&mut self) {
        (self.node, self.address) = listening(serve(self.folder.path(), &[]));
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn ask(&self, request: &str, headers: &[&str], body: &str) -> Answer {
        ask(self.address, request, headers, body)
    }

    /// What a path tells.
    #[track_caller]
    pub fn get(&self, path: &str) -> Value {
        let answer = self.ask(&format!("GET {path}"), &[], "");
        assert_eq!(answer.status, 200, "{answer:?}");
        serde_json::from_str(&answer.body).unwrap()
    }

    /// Asks for what is accepted.
    #[track_caller]
    pub fn accepts(&self, request: &str, body: &str) {
        let answer = self.ask(request, &[], body);
        assert_eq!((answer.status, &*answer.body), (202, ""), "{answer:?}");
    }

    /// Schedules runs of these load tests against the target; gives their ids.
    #[track_caller]
    pub fn schedule(&self, tests: &[&str]) -> Vec<String> {
        let options = json!({ "config": { "base_url": self.target.url() } });
        let item = |test: &&str| json!({ "test": test, "options": options });
        let items: Vec<Value> = tests.iter().map(item).collect();
        let body = json!({ "load_tests": items }).to_string();
        let answer = self.ask("POST /load_tests", &[], &body);
        assert_eq!(answer.status, 200, "{answer:?}");
        let mut answer: Value = serde_json::from_str(&answer.body).unwrap();
        serde_json::from_value(answer["scheduled"].take()).unwrap()
    }

    /// Waits until the report of a run is there, and gives what is told of the run.
    #[track_caller]
    pub fn until_reported(&self, id: &str) -> Value {
        let path = format!("/load_tests/{id}");
        until(|| !self.get(&path)["outcome"].is_null());
        self.get(&path)
    }

    /// How many visits the target has answered.
    pub fn visits(&self) -> u64 {
        self.target.served().answered("GET /")
    }
}

fn listening(command: Command) -> (Node, SocketAddr) {
    let node = Node::start("served", command);
    node.says("the API listens at ");
    let said = node.said();
    let url = said.split("the API listens at ").nth(1).unwrap().lines().next().unwrap();
    let address = url.rsplit('/').next().unwrap().parse().unwrap();
    (node, address)
}
