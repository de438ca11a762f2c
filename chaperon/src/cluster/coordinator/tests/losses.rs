//! Workers that are lost, and what their runs come to.

use super::cluster::cluster;
use super::worker::Script;
use crate::cluster::protocol::{OnWorkerLoss, RunState, Submission};

/// Case 1.
#[tokio::test(start_paused = true)]
async fn a_run_that_loses_a_worker_is_degraded_and_names_the_seconds_that_are_missing() {
    cluster(async |cluster| {
        cluster.workers(&["a"]);
        cluster.worker(Script { dies_after: Some(4), ..cluster.script("b") });
        let _coordinator = cluster.coordinator("lead");
        let id = cluster.submit().await;
        let run = cluster.ended(&id).await;
        let outcome = run.outcome.unwrap();
        assert_eq!((run.state, outcome.exit_code), (RunState::Degraded, 4));
        let finding = "worker b was lost: seconds 5 to 10 of it are missing";
        assert_eq!(outcome.findings, [finding]);
        let results = cluster.client.results(&id).await.unwrap().unwrap();
        assert_eq!(results.verdict().invalid[0].to_string(), finding);
        assert_eq!(cluster.finished(&id).await, 14);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_not_to_go_on_without_a_worker_is_stopped_and_has_failed() {
    cluster(async |cluster| {
        cluster.worker(Script { seconds: 600, ..cluster.script("a") });
        cluster.worker(Script { dies_after: Some(4), ..cluster.script("b") });
        let _coordinator = cluster.coordinator("lead");
        let on_worker_loss = OnWorkerLoss::Fail;
        let id = cluster.submit_as(Submission { on_worker_loss, ..Submission::default() }).await;
        let run = cluster.ended(&id).await;
        let outcome = run.outcome.unwrap();
        assert_eq!((run.state, outcome.exit_code), (RunState::Failed, 4), "{outcome:?}");
        let results = cluster.client.results(&id).await.unwrap().unwrap();
        assert_eq!(results.ending().to_string(), "stopped, as the worker b was lost");
        assert!(cluster.finished(&id).await < 100);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_run_that_loses_its_only_worker_ends() {
    cluster(async |cluster| {
        cluster.worker(Script { dies_after: Some(4), ..cluster.script("a") });
        let _coordinator = cluster.coordinator("lead");
        let id = cluster.submit().await;
        let run = cluster.ended(&id).await;
        let finding = "worker a was lost: what it measured after second 4 is missing";
        assert_eq!(run.outcome.unwrap().findings, [finding]);
    })
    .await;
}
