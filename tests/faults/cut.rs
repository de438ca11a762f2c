//! A worker that is cut off from the engine and goes on reaching the target: it is in a network
//! namespace, with a cable to each.

use std::net::{IpAddr, SocketAddr};
use std::thread::sleep;

use chaperon_examples::demo_target::DemoTarget;

use crate::namespace::{Link, Namespace};
use crate::real::{Cluster, NatsServer, Node, invalid};
use crate::scene::{SECOND, Scene, both, keeps, sized};

/// A run whose worker `c` can be cut off. What is in the namespace ends before it is deleted.
struct Apart {
    scene: Scene,
    engine: Link,
    _namespace: Namespace,
}

fn begin(rate: u64, seconds: u64) -> Apart {
    let namespace = Namespace::new();
    let (engine, target) = (namespace.link(0, "engine"), namespace.link(1, "target"));
    let cluster = sized(between(engine.here, target.here), rate, seconds);
    let lead = cluster.coordinator("lead");
    let [a, b] = cluster.workers(["a", "b"]);
    let c = cluster.command(&["worker", "--name", "c", "--cores", "1", "--quiet"]);
    let c = Node::start("c", namespace.inside(&c));
    c.says("is there");
    let scene = Scene::of(cluster, lead, [a, b, c], rate, seconds);
    Apart { scene, engine, _namespace: namespace }
}

/// A cluster with its engine and its target at these addresses.
pub fn between(engine: IpAddr, target: IpAddr) -> Cluster {
    let config = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/nats.conf");
    let nats = NatsServer::with(&["-c", config, "-a", &engine.to_string()]);
    Cluster::of(DemoTarget::start_at(SocketAddr::new(target, 0)).unwrap(), nats)
}

pub fn for_a_while() -> String {
    let Apart { mut scene, engine, _namespace } = begin(90, 50);
    sleep(6 * SECOND);
    engine.cut();
    let apart = scene.watch(30 * SECOND).rate();
    let kept = scene.workers[2].said();
    engine.mend();
    keeps(apart, 90);
    assert!(kept.contains("results are kept here until they can be stored"), "{kept}");
    format!("{apart:.1} of 90/s meanwhile; {}", scene.holds_everything())
}

pub fn for_too_long() -> String {
    let Apart { mut scene, engine, _namespace } = begin(90, 90);
    sleep(6 * SECOND);
    engine.cut();
    let why = "the load has ended early: there was no sign of a coordinator for 60s";
    let c = &scene.workers[2];
    let apart = scene.watch_while(|| !c.said().contains(why) && !is_over(&scene));
    let stopped = apart.time();
    assert!(c.said().contains(why) && stopped <= 65 * SECOND, "{stopped:?}: {}", c.said());
    keeps(apart.rate(), 90);
    let others = scene.watch(5 * SECOND).rate();
    assert!((57.0..63.0).contains(&others), "{others:.1} a second without c");
    engine.mend();
    let (code, results) = scene.ended();
    let invalid = invalid(&results);
    let told = "worker c ended before its time: there was no sign of a coordinator for 60s";
    assert!(code == Some(4) && invalid.contains(told), "{code:?}: {invalid}");
    let (served, counted) = both(&scene.cluster, &results);
    assert_eq!(served, counted, "{invalid}");
    format!(
        "c stopped after {:.1} s, and the others went on with {others:.1} of 60/s; served {served} \
         = counted {counted}; \"{told}\"",
        stopped.as_secs_f64()
    )
}

fn is_over(scene: &Scene) -> bool {
    scene.begun.elapsed() > scene.length()
}
