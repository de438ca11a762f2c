//! A slow and lossy line between the workers and the engine.

use std::time::Duration;

use crate::cut::between;
use crate::namespace::Namespace;
use crate::real::{Cluster, Node};
use crate::relay;
use crate::scene::{Scene, address, sized};

/// How far apart workers may begin without a word about it.
const SKEW: Duration = Duration::from_millis(250);

/// How the line was made bad.
enum Line {
    /// By the kernel, between this machine and the namespace.
    Netem(Namespace),
    /// By a relay, and why.
    Relay(String),
}

pub fn the_engines_link() -> String {
    let (line, cluster) = line();
    let cluster = sized(cluster, 90, 20);
    let lead = cluster.coordinator("lead");
    let workers = ["a", "b", "c"].map(|name| worker(&cluster, &line, name));
    let mut scene = Scene::of(cluster, lead, workers, 90, 20);
    let skew = skew(&scene);
    let all = scene.holds_everything();
    let results = scene.cluster.results();
    let warned = results.warnings().iter().any(|warning| warning.contains("after its time"));
    assert!(skew <= SKEW || warned, "{skew:?} apart: {:?}", results.warnings());
    let by = match &line {
        Line::Netem(_) => "netem",
        Line::Relay(why) => &format!("a relay, for want of netem ({why})"),
    };
    let warned = if warned { ", and said so" } else { "" };
    format!("began at most {} ms apart{warned}; {all}; by {by}", skew.as_millis())
}

/// A bad line, by the kernel if it can.
fn line() -> (Line, Cluster) {
    if !rustix::process::geteuid().is_root() {
        return (Line::Relay("only root can use it".to_owned()), Cluster::start());
    }
    let namespace = Namespace::new();
    let (engine, target) = (namespace.link(0, "engine"), namespace.link(1, "target"));
    match engine.worsen() {
        Ok(()) => (Line::Netem(namespace), between(engine.here, target.here)),
        Err(why) => {
            let why = why.rsplit(": ").next().unwrap_or_default().trim_end_matches('.');
            (Line::Relay(why.to_owned()), Cluster::start())
        }
    }
}

/// A worker at the end of the line.
fn worker(cluster: &Cluster, line: &Line, name: &str) -> Node {
    let mut command = cluster.command(&["worker", "--name", name, "--cores", "1", "--quiet"]);
    match line {
        Line::Netem(namespace) => command = namespace.inside(&command),
        Line::Relay(_) => {
            let (url, at) = (cluster.nats.url("worker"), address(&cluster.nats));
            let far = relay::in_front_of(&at).to_string();
            command.env("CHAPERON_NATS_URL", url.replace(&at, &far));
        }
    }
    let worker = Node::start(name, command);
    worker.says("is there");
    worker
}

/// How far apart the workers began, by their logs.
fn skew(scene: &Scene) -> Duration {
    let begun = scene.workers.each_ref().map(|worker| {
        worker.says("the load begins");
        let said = worker.said();
        moment(said.lines().find(|line| line.contains("the load begins")).unwrap())
    });
    *begun.iter().max().unwrap() - *begun.iter().min().unwrap()
}

/// Since midnight, of a line that begins with `2026-11-21T14:25:20.904877Z`.
fn moment(line: &str) -> Duration {
    let (_, rest) = line.split_once('T').unwrap();
    let parts = rest.split_once('Z').unwrap().0.split(':').map(|part| part.parse::<f64>().unwrap());
    Duration::from_secs_f64(parts.fold(0.0, |sum, part| sum * 60.0 + part))
}
