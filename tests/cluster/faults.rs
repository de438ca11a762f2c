//! What is lost, and what is not, when nodes and the engine die.

use std::thread::sleep;
use std::time::Duration;

use rustix::process::Signal;

use super::{Cluster, count};

const SECOND: Duration = Duration::from_secs(1);

/// Case 1.
#[test]
fn a_worker_that_is_killed_is_named_with_the_seconds_that_are_missing() {
    let cluster = Cluster::start().sized(&[("RATE", 150), ("SECONDS", 12)]);
    let _coordinator = cluster.coordinator("lead");
    let [_a, mut b, _c] = cluster.workers(["a", "b", "c"]);
    let mut submit = cluster.submit("Arrivals", &[]);
    b.says("load begins");
    sleep(4 * SECOND);
    b.kill();
    assert_eq!(submit.ended(), Some(4), "{}", submit.said());
    let results = cluster.results();
    let warnings = results.warnings().join("\n");
    assert!(warnings.contains("worker b"), "{warnings}");
    let (served, counted) =
        (cluster.target.served().answered("GET /"), count(&results, "get(/)"));
    // A second's frame and what was measured since.
    assert!(counted <= served && served - counted <= 2 * 50, "{counted} of {served}");
    assert!(counted >= 2 * 600 + 50 * 2, "the others keep their rate: {counted}");
}

/// Case 2.
#[test]
fn another_coordinator_takes_over_and_comes_to_the_same_totals() {
    let cluster = Cluster::start().sized(&[("RATE", 100), ("SECONDS", 25)]);
    let mut first = cluster.coordinator("first");
    let _workers = cluster.workers(["a", "b"]);
    first.says("leads");
    let second = cluster.coordinator("second");
    let mut submit = cluster.submit("Arrivals", &[]);
    sleep(5 * SECOND);
    first.kill();
    second.says("leads");
    assert_eq!(submit.ended(), Some(0), "{}", submit.said());
    assert_eq!(count(&cluster.results(), "get(/)"), 2500);
    assert_eq!(cluster.target.served().answered("GET /"), 2500);
}

/// Case 4.
#[test]
fn results_wait_for_an_engine_that_was_killed_and_count_once() {
    let mut cluster = Cluster::start().sized(&[("RATE", 100), ("SECONDS", 16)]);
    let _coordinator = cluster.coordinator("lead");
    let workers = cluster.workers(["a", "b", "c"]);
    let mut submit = cluster.submit("Arrivals", &[]);
    workers[0].says("load begins");
    sleep(2 * SECOND);
    cluster.nats.kill();
    sleep(8 * SECOND);
    cluster.nats.restart();
    assert_eq!(submit.ended(), Some(0), "{}", submit.said());
    assert_eq!(count(&cluster.results(), "get(/)"), 1600);
    assert_eq!(cluster.target.served().answered("GET /"), 1600);
}

/// Case 5.
#[test]
fn results_wait_for_an_engine_that_stands_still_and_count_once() {
    let cluster = Cluster::start().sized(&[("RATE", 100), ("SECONDS", 16)]);
    let _coordinator = cluster.coordinator("lead");
    let workers = cluster.workers(["a", "b", "c"]);
    let mut submit = cluster.submit("Arrivals", &[]);
    workers[0].says("load begins");
    sleep(2 * SECOND);
    cluster.nats.signal(Signal::STOP);
    sleep(10 * SECOND);
    cluster.nats.signal(Signal::CONT);
    assert_eq!(submit.ended(), Some(0), "{}", submit.said());
    assert_eq!(count(&cluster.results(), "get(/)"), 1600);
    assert_eq!(cluster.target.served().answered("GET /"), 1600);
}
