//! Runs go one at a time, in the order in which they were submitted, and survive everything.

use std::fs;
use std::time::Duration;

use tempfile::TempDir;

use super::cluster::{cluster, cluster_in};
use crate::cluster::protocol::{RunState, Submission};
use crate::results::RunResults;
use crate::time::now;

#[tokio::test(start_paused = true)]
async fn a_run_is_what_its_workers_measured_and_its_report_is_written_and_stored() {
    cluster(async |cluster| {
        cluster.workers(&["a", "b", "c"]);
        let _coordinator = cluster.coordinator("lead");
        let id = cluster.submit().await;
        let run = cluster.ended(&id).await;
        assert_eq!(run.state, RunState::Done, "{:?}", run.outcome);
        let plan = run.plan.unwrap();
        assert_eq!(plan.setup, Some(serde_json::json!(7)));
        let parts: Vec<_> = plan.parts.iter().map(|part| (&*part.node, part.first_core)).collect();
        assert_eq!(parts, [("a", 0), ("b", 1), ("c", 2)]);
        let outcome = run.outcome.unwrap();
        assert_eq!((outcome.exit_code, &*outcome.node), (0, "lead"));
        let stored = cluster.client.results(&id).await.unwrap().unwrap();
        let written = RunResults::load(outcome.report.unwrap().as_ref()).unwrap();
        assert_eq!(stored, written);
        assert_eq!(cluster.finished(&id).await, 30);
        assert_eq!(written.generator().cores, 3);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_export_that_cannot_be_set_up_is_told_and_costs_no_other() {
    cluster(async |cluster| {
        cluster.workers(&["a"]);
        let _coordinator = cluster.coordinator("lead");
        let exports = ["json", "csv"].map(str::to_owned).to_vec();
        let id = cluster.submit_as(Submission { exports, ..Submission::default() }).await;
        let outcome = cluster.ended(&id).await.outcome.unwrap();
        assert_eq!((outcome.exit_code, outcome.findings), (5, vec!["`json` goes nowhere".into()]));
        let report = outcome.report.unwrap();
        let csv = report.strip_suffix("run.json").unwrap().to_owned() + "csv";
        assert!(fs::read_to_string(csv).unwrap().starts_with("session_action_name"));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn runs_go_in_the_order_of_submission_with_a_pause_between() {
    cluster(async |cluster| {
        cluster.workers(&["a"]);
        let mut ids = Vec::new();
        for _ in 0..3 {
            ids.push(cluster.submit().await);
        }
        let pause = Duration::from_secs(30);
        let _coordinator = cluster.coordinator_over(cluster.engine.clone(), "lead", pause);
        let mut ends = Vec::new();
        for id in &ids {
            cluster.ended(id).await;
            ends.push(now());
        }
        for pair in ends.windows(2) {
            let apart = pair[1] - pair[0];
            assert!(apart >= Duration::from_secs(40), "a pause and a load: {apart:?}");
            assert!(apart < Duration::from_secs(50), "{apart:?}");
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_queued_run_that_is_cancelled_never_begins_and_a_running_one_ends_with_a_report() {
    cluster(async |cluster| {
        cluster.workers(&["a"]);
        let [first, second, third] =
            [cluster.submit().await, cluster.submit().await, cluster.submit().await];
        let cancelled = cluster.client.cancel(&second).await.unwrap();
        assert_eq!(cancelled.state, RunState::Cancelled);
        let _coordinator = cluster.coordinator("lead");
        cluster.is(&first, RunState::Running).await;
        tokio::time::sleep(Duration::from_millis(5500)).await;
        cluster.client.cancel(&first).await.unwrap();
        let run = cluster.ended(&first).await;
        let outcome = run.outcome.unwrap();
        assert_eq!((run.state, outcome.exit_code), (RunState::Cancelled, 1), "{outcome:?}");
        let results = cluster.client.results(&first).await.unwrap().unwrap();
        assert_eq!(results.ending().to_string(), "cancelled");
        assert!((1..10).contains(&cluster.finished(&first).await));
        assert_eq!(cluster.ended(&third).await.state, RunState::Done);
        assert_eq!(cluster.client.results(&second).await.unwrap(), None);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn all_scheduled_runs_are_cancelled_and_those_that_run_go_on() {
    cluster(async |cluster| {
        cluster.workers(&["a"]);
        let _coordinator = cluster.coordinator("lead");
        let first = cluster.submit().await;
        cluster.is(&first, RunState::Running).await;
        let others = [cluster.submit().await, cluster.submit().await];
        assert_eq!(cluster.client.cancel_scheduled().await.unwrap(), others);
        assert_eq!(cluster.ended(&first).await.state, RunState::Done);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_run_without_a_worker_waits_for_one() {
    cluster(async |cluster| {
        let _coordinator = cluster.coordinator("lead");
        let id = cluster.submit().await;
        tokio::time::sleep(Duration::from_secs(120)).await;
        assert_eq!(cluster.client.run(&id).await.unwrap().state, RunState::Queued);
        cluster.workers(&["a"]);
        assert_eq!(cluster.ended(&id).await.state, RunState::Done);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn submissions_of_one_key_are_one_run() {
    cluster(async |cluster| {
        let keyed =
            || Submission { idempotency_key: Some("nightly".to_owned()), ..Submission::default() };
        let [one, two] = [cluster.submit_as(keyed()).await, cluster.submit_as(keyed()).await];
        assert_eq!(one, two);
        assert_eq!(cluster.client.runs().await.unwrap().len(), 1);
    })
    .await;
}

/// Case 13.
#[tokio::test(start_paused = true)]
async fn queued_runs_survive_the_end_of_everything() {
    let folder = TempDir::new().unwrap();
    let mut ids = Vec::new();
    cluster_in(folder.path(), async |cluster| {
        for _ in 0..5 {
            ids.push(cluster.submit().await);
        }
        cluster.workers(&["a"]);
        let _coordinator = cluster.coordinator("first");
        cluster.is(&ids[0], RunState::Running).await;
    })
    .await;
    cluster_in(folder.path(), async |cluster| {
        cluster.workers(&["a"]);
        cluster.client.cancel(&ids[0]).await.unwrap();
        let _coordinator = cluster.coordinator("second");
        for id in &ids[1..] {
            assert_eq!(cluster.ended(id).await.state, RunState::Done);
            assert_eq!(cluster.finished(id).await, 10);
        }
        let first = cluster.ended(&ids[0]).await;
        assert_eq!(first.state, RunState::Cancelled);
    })
    .await;
}
