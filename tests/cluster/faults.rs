//! What is lost, and what is not, when nodes and the engine die.
//!
//! A busy machine may make arrivals late, which is an exit code of its own; so what is asked here is
//! what was counted, and what the report says is missing.

use std::thread::sleep;
use std::time::Duration;

use chaperon::results::RunResults;

use super::node::Node;
use super::{Cluster, count};

const SECOND: Duration = Duration::from_secs(1);

/// What a run is called invalid for, in words.
fn invalid(results: &RunResults) -> String {
    let invalid = results.verdict().invalid;
    invalid.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Asserts that nothing is missing: as many requests as were planned, which the target has served.
#[track_caller]
fn holds_everything(cluster: &Cluster, submit: &mut Node, planned: u64) {
    assert!(matches!(submit.ended(), Some(0 | 4)), "{}", submit.said());
    let results = cluster.results();
    assert!(!invalid(&results).contains("worker"), "{}", invalid(&results));
    let served = cluster.target.served().answered("GET /");
    assert_eq!((count(&results, "get(/)"), served), (planned, planned), "{}", submit.said());
}

#[test]
fn a_worker_that_is_killed_is_named_with_the_seconds_that_are_missing() {
    let cluster = Cluster::start().sized(&[("RATE", 150), ("SECONDS", 10)]);
    let _coordinator = cluster.coordinator("lead");
    let [_a, mut b, _c] = cluster.workers(["a", "b", "c"]);
    let mut submit = cluster.submit("Arrivals", &[]);
    b.says("the load begins");
    sleep(4 * SECOND);
    b.kill();
    assert_eq!(submit.ended(), Some(4), "{}", submit.said());
    let results = cluster.results();
    let invalid = invalid(&results);
    assert!(invalid.contains("worker b was lost: seconds"), "{invalid}");
    let (served, counted) = (cluster.target.served().answered("GET /"), count(&results, "get(/)"));
    assert!(counted <= served && served - counted <= 2 * 50, "{counted} of {served}");
    assert!(counted >= 2 * 500 + 2 * 50, "the others keep their rate: {counted}");
}

#[test]
fn another_coordinator_takes_over_and_comes_to_the_same_totals() {
    let cluster = Cluster::start().sized(&[("RATE", 50), ("SECONDS", 16)]);
    let mut first = cluster.coordinator("first");
    first.says("first leads");
    let workers = cluster.workers(["a", "b"]);
    let second = cluster.coordinator("second");
    let mut submit = cluster.submit("Arrivals", &[]);
    workers[0].says("the load begins");
    sleep(2 * SECOND);
    first.kill();
    second.says("second leads");
    holds_everything(&cluster, &mut submit, 800);
}

#[test]
fn results_wait_for_an_engine_that_was_killed_and_count_once() {
    let mut cluster = Cluster::start().sized(&[("RATE", 50), ("SECONDS", 12)]);
    let _coordinator = cluster.coordinator("lead");
    let workers = cluster.workers(["a", "b", "c"]);
    let mut submit = cluster.submit("Arrivals", &[]);
    workers[0].says("the load begins");
    sleep(2 * SECOND);
    cluster.nats.kill();
    sleep(5 * SECOND);
    cluster.nats.restart();
    holds_everything(&cluster, &mut submit, 600);
}

#[test]
fn results_wait_for_an_engine_that_stands_still_and_count_once() {
    let cluster = Cluster::start().sized(&[("RATE", 50), ("SECONDS", 14)]);
    let _coordinator = cluster.coordinator("lead");
    let workers = cluster.workers(["a", "b", "c"]);
    let mut submit = cluster.submit("Arrivals", &[]);
    workers[0].says("the load begins");
    sleep(2 * SECOND);
    cluster.nats.signal(rustix::process::Signal::STOP);
    sleep(8 * SECOND);
    cluster.nats.signal(rustix::process::Signal::CONT);
    holds_everything(&cluster, &mut submit, 700);
}

#[test]
fn a_run_that_is_cancelled_stops_and_its_report_says_so() {
    let cluster = Cluster::start().sized(&[("RATE", 50), ("SECONDS", 600)]);
    let _coordinator = cluster.coordinator("lead");
    let workers = cluster.workers(["a", "b"]);
    let mut submit = cluster.submit("Arrivals", &[]);
    workers[0].says("the load begins");
    sleep(2 * SECOND);
    let mut cancel = cluster.node("cancel", &["cancel", "--all"]);
    assert_eq!(cancel.ended(), Some(0), "{}", cancel.said());
    assert_eq!(submit.ended(), Some(1), "{}", submit.said());
    let results = cluster.results();
    assert_eq!(results.ending().to_string(), "cancelled");
    assert_eq!(count(&results, "get(/)"), cluster.target.served().answered("GET /"));
}
