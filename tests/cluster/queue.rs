//! What is queued outlives everybody, in its order.

use super::real::Cluster;

/// The lines of `status` that tell of runs, without their ids.
fn runs(cluster: &Cluster) -> Vec<String> {
    let mut status = cluster.node("status", &["status"]);
    assert_eq!(status.ended(), Some(0), "{}", status.said());
    let said = status.said();
    let runs = said.lines().filter_map(|line| line.split_once("  Counted "));
    runs.map(|(_, run)| run.to_owned()).collect()
}

/// Queues a run; gives its id.
fn queue(cluster: &Cluster, tag: &str) -> String {
    let base_url = format!("base_url={}", cluster.target.url());
    let mut submit =
        cluster.node("submit", &["submit", "Counted", "--tag", tag, "--set", &base_url]);
    assert_eq!(submit.ended(), Some(0), "{}", submit.said());
    let said = submit.said();
    said.lines().find(|line| !line.starts_with("note: ")).unwrap().to_owned()
}

#[test]
fn runs_that_are_queued_outlive_the_end_of_everything_and_one_that_is_cancelled_stays_so() {
    let mut cluster = Cluster::start();
    let mut first = cluster.coordinator("first");
    first.says("first leads");
    let ids = ["1", "2", "3", "4", "5"].map(|tag| queue(&cluster, tag));
    first.says("waits for a worker");
    let queued = |tag| format!("({tag})  queued, waits for a worker");
    assert_eq!(runs(&cluster), [1, 2, 3, 4, 5].map(queued));

    first.kill();
    cluster.nats.kill();
    cluster.nats.restart();
    assert_eq!(runs(&cluster), [1, 2, 3, 4, 5].map(queued));
    let mut cancel = cluster.node("cancel", &["cancel", &ids[2]]);
    assert_eq!(cancel.ended(), Some(0), "{}", cancel.said());

    cluster.nats.kill();
    cluster.nats.restart();
    let mut left = runs(&cluster);
    let cancelled = left.iter().position(|run| run.starts_with("(3)  cancelled")).unwrap();
    left.remove(cancelled);
    assert_eq!(left, [1, 2, 4, 5].map(queued));
}
