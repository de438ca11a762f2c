//! A slow and lossy line between the workers and the engine.

use std::time::Duration;

use crate::cut::between;
use crate::namespace::Namespace;
use crate::real::{Cluster, Node};
use crate::relay;
use crate::scene::{Scene, address, sized};

/// How far apart workers may begin without a word about it.
const SKEW: Duration = Duration::from_millis(250);

/// How the line was made bad, and what has to be kept for it.
enum Line {
    Netem(Namespace),
    Relay,
}

pub fn the_engines_link() -> String {
    let (line, cluster) = line();
    let cluster = sized(cluster, 90, 20);
    let lead = cluster.coordinator("lead");
    let workers = ["a", "b", "c"].map(|name| {
        let mut command = cluster.command(&["worker", "--name", name, "--cores", "1", "--quiet"]);
        let command = match &line {
            Line::Netem(namespace) => namespace.inside(&command),
            Line::Relay => {
                let (url, at) = (cluster.nats.url("worker"), address(&cluster.nats));
                let far = relay::in_front_of(&at).to_string();
                command.env("CHAPERON_NATS_URL", url.replace(&at, &far));
                command
            }
        };
        let worker = Node::start(name, command);
        worker.says("is there");
        worker
    });
    let mut scene = Scene::of(cluster, lead, workers, 90, 20);
    let skew = skew(&scene);
    let all = scene.holds_everything();
    let results = scene.cluster.results();
    let warned = results.warnings().iter().any(|warning| warning.contains("after its time"));
    assert!(skew <= SKEW || warned, "{skew:?} apart: {:?}", results.warnings());
    let by = match line {
        Line::Netem(_) => "netem",
        Line::Relay => "a relay, as this kernel has no netem",
    };
    let warned = if warned { ", and said so" } else { "" };
    format!("by {by}; began at most {} ms apart{warned}; {all}", skew.as_millis())
}

/// A bad line, by the kernel if it can.
fn line() -> (Line, Cluster) {
    if !rustix::process::geteuid().is_root() {
        return (Line::Relay, Cluster::start());
    }
    let namespace = Namespace::new();
    let (engine, target) = (namespace.link(0, "engine"), namespace.link(1, "target"));
    match engine.worsen() {
        Ok(()) => (Line::Netem(namespace), between(engine.here, target.here)),
        Err(_) => (Line::Relay, Cluster::start()),
    }
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
