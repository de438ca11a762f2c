//! Runs in which nothing is lost: what is reported is what the target served.

use super::real::{Cluster, count, holds_everything};

#[test]
fn three_workers_report_what_the_target_served_to_the_request() {
    let cluster = Cluster::start();
    let _coordinator = cluster.coordinator("lead");
    let _workers = cluster.workers(["a", "b", "c"]);
    let mut submit = cluster.submit("Counted", &[]);
    assert_eq!(submit.ended(), Some(0), "{}", submit.said());
    let results = cluster.results();
    assert_eq!(cluster.served(), 3000);
    assert_eq!(count(&results, "get(/)"), 3000);
    assert_eq!(results.generator().cores, 3);
}

#[test]
fn arrivals_are_dealt_to_workers_and_none_is_lost() {
    let cluster = Cluster::start().sized(&[("RATE", 200), ("SECONDS", 3)]);
    let _coordinator = cluster.coordinator("lead");
    let _workers = cluster.workers(["a", "b", "c"]);
    let mut submit = cluster.submit("Arrivals", &[]);
    holds_everything(&cluster, &mut submit, 600);
}

#[test]
fn sessions_have_scenarios_run_on_other_nodes_and_come_back() {
    let cluster = Cluster::start();
    let _coordinator = cluster.coordinator("lead");
    let _workers = cluster.workers(["a", "b"]);
    let mut submit = cluster.submit("Elsewhere", &[]);
    assert_eq!(submit.ended(), Some(0), "{}", submit.said());
    let results = cluster.results();
    assert_eq!(cluster.target.served().answered("GET /foo"), 12);
    assert_eq!(count(&results, "get(/foo)"), 12);
    assert_eq!(count(&results, "check(done elsewhere)"), 12);
}
