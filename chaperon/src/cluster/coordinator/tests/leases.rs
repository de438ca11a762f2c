//! One coordinator leads; another one goes on where it ended.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::time::sleep;

use super::cluster::cluster;
use crate::cluster::coordinator::lease::Lease;
use crate::cluster::engine::Table;
use crate::cluster::identity::Identity;
use crate::cluster::protocol::RunState;
use crate::time::now;

/// Case 2.
#[tokio::test(start_paused = true)]
async fn another_coordinator_takes_over_and_comes_to_the_same_totals() {
    cluster(async |cluster| {
        cluster.workers(&["a", "b"]);
        let first = cluster.coordinator("first");
        let id = cluster.submit().await;
        cluster.is(&id, RunState::Running).await;
        let _second = cluster.coordinator("second");
        sleep(Duration::from_secs(5)).await;
        drop(first);
        let lost = now();
        while cluster.client.leader().await.unwrap().is_none_or(|it| it != "second") {
            sleep(Duration::from_millis(50)).await;
        }
        assert!(lost.elapsed() < Duration::from_secs(12), "{:?}", lost.elapsed());
        let run = cluster.ended(&id).await;
        assert_eq!(run.state, RunState::Done, "{:?}", run.outcome);
        assert_eq!(run.outcome.unwrap().node, "second");
        assert_eq!(cluster.finished(&id).await, 20);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_coordinator_that_leaves_lets_another_one_lead_at_once() {
    cluster(async |cluster| {
        let first = cluster.coordinator("first");
        sleep(Duration::from_secs(1)).await;
        let _second = cluster.coordinator("second");
        first.stop().await;
        sleep(Duration::from_secs(1)).await;
        assert_eq!(cluster.client.leader().await.unwrap().unwrap(), "second");
    })
    .await;
}

/// Case 10.
#[tokio::test(start_paused = true)]
async fn a_leader_that_could_not_renew_its_lease_holds_it_no_more_before_another_one_can() {
    cluster(async |cluster| {
        let registry = super::cluster::registry();
        let identity = |name| Identity::new(Some(name), &registry).unwrap();
        let old = Lease::new(cluster.engine.clone(), &identity("old"));
        old.take().await;
        let epoch = old.epoch().await;
        assert!(old.holds());
        // It stands still from here on: nobody renews it.
        let taken = Arc::new(AtomicBool::new(false));
        let new = Lease::new(cluster.engine.clone(), &identity("new"));
        let waiting = async {
            new.take().await;
            taken.store(true, Ordering::Relaxed);
        };
        let watching = async {
            while !taken.load(Ordering::Relaxed) {
                assert!(!(old.holds() && taken.load(Ordering::Relaxed)));
                sleep(Duration::from_millis(100)).await;
            }
        };
        tokio::join!(waiting, watching);
        assert!(!old.holds() && new.holds());
        assert!(new.epoch().await > epoch);
        // It wakes up, and finds that it is too late.
        old.keep().await;
        assert!(!old.holds());
        let record = cluster.engine.get(Table::Leader, "leader").await.unwrap().unwrap();
        assert_eq!(record.revision, new.epoch().await);
    })
    .await;
}
