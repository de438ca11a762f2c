//! What is lost, and what is not, when nodes and the engine die; and who is not let in. What takes
//! longer is among the cases of `cargo xtask faults`.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;

use super::real::{Cluster, Node, count, holds_everything, invalid};

const SECOND: Duration = Duration::from_secs(1);

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
    let (served, counted) = (cluster.served(), count(&results, "get(/)"));
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
fn a_run_whose_only_coordinator_dies_is_brought_to_its_end_by_the_next_one() {
    let cluster = Cluster::start().sized(&[("RATE", 50), ("SECONDS", 8)]);
    let mut first = cluster.coordinator("lead");
    let workers = cluster.workers(["a", "b"]);
    let mut submit = cluster.submit("Arrivals", &[]);
    workers[0].says("the load begins");
    sleep(2 * SECOND);
    first.kill();
    sleep(3 * SECOND);
    let _second = cluster.coordinator("lead");
    holds_everything(&cluster, &mut submit, 400);
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
    assert_eq!(count(&results, "get(/)"), cluster.served());
}

/// The build of a node, as `status` tells of it.
fn build(cluster: &Cluster, node: &str) -> String {
    let mut status = cluster.node("status", &["status"]);
    assert_eq!(status.ended(), Some(0), "{}", status.said());
    let said = status.said();
    let line =
        said.lines().find(|line| line.trim_start().starts_with(&format!("{node}  "))).unwrap();
    line.split("build ").nth(1).unwrap().split(',').next().unwrap().to_owned()
}

#[test]
fn a_worker_of_another_build_is_refused_by_its_name_and_both_builds() {
    let cluster = Cluster::start();
    let _coordinator = cluster.coordinator("lead");
    let folder = TempDir::new().unwrap();
    let other = folder.path().join("other");
    fs::copy(env!("CARGO_BIN_EXE_clustered"), &other).unwrap();
    // What follows a program in its file is not run, and makes it another one.
    OpenOptions::new().append(true).open(&other).unwrap().write_all(b"x").unwrap();
    let words = ["worker", "--name", "odd", "--cores", "1", "--quiet"];
    let odd = Node::start("odd", cluster.command_of(&other, &words));
    odd.says("is there");
    let mut submit = cluster.submit("Counted", &[]);
    assert_eq!(submit.ended(), Some(1), "{}", submit.said());
    let (ours, others) = (build(&cluster, "lead"), build(&cluster, "odd"));
    let refusal =
        format!("worker odd: it is of build {others}, and the coordinator of build {ours}");
    assert!(ours != others && submit.said().contains(&refusal), "{}", submit.said());
    assert_eq!(cluster.served(), 0);
}
