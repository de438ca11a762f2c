//! Workers that cannot take part, and submissions that cannot be.

use std::time::Duration;

use serde_json::json;
use tokio::time::sleep;

use super::cluster::cluster;
use super::worker::Script;
use crate::cluster::client::ClientError;
use crate::cluster::engine::Table;
use crate::cluster::protocol::{ConfigSource, RunState, Submission};
use crate::time::now;

#[tokio::test(start_paused = true)]
async fn workers_of_another_build_are_named_with_both_builds_and_fail_the_run_soon_and_unasked() {
    cluster(async |cluster| {
        cluster.workers(&["a"]);
        let other = |name| Script { build: "beef".to_owned(), ..cluster.script(name) };
        cluster.worker(other("b"));
        // It is not named: it may have ended.
        let dead = cluster.worker(other("dead"));
        tokio::task::yield_now().await;
        // From here on they are there, and do not answer.
        let [mut a, mut b] =
            [cluster.engine.asked("a").await.unwrap(), cluster.engine.asked("b").await.unwrap()];
        dead.abort();
        let _coordinator = cluster.coordinator("lead");
        let begun = now();
        let run = cluster.ended(&cluster.submit().await).await;
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        let outcome = run.outcome.unwrap();
        assert_eq!((run.state, outcome.exit_code), (RunState::Failed, 1));
        let build = &cluster.build;
        let reason = format!(
            "worker b: it is of build beef, and the coordinator of build {build}: start the same \
             program everywhere"
        );
        assert_eq!(outcome.findings, std::slice::from_ref(&reason));
        assert!(a.try_recv().is_err() && b.try_recv().is_err(), "somebody was asked");
        let least = Submission { min_workers: Some(2), ..Submission::default() };
        let run = cluster.ended(&cluster.submit_as(least).await).await;
        let reason = format!("at most 1 workers can take part, and --min-workers is 2; {reason}");
        assert_eq!(run.reason, Some(reason));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_worker_of_an_old_build_that_has_ended_does_not_fail_the_run_and_its_successor_works() {
    cluster(async |cluster| {
        cluster.workers(&["a"]);
        let old = Script { build: "beef".to_owned(), ..cluster.script("b") };
        let old = cluster.worker(old);
        tokio::task::yield_now().await;
        old.abort();
        let successor = async {
            while cluster.engine.get(Table::Nodes, "b").await.unwrap().is_some() {
                sleep(Duration::from_millis(500)).await;
            }
            cluster.workers(&["b"]);
        };
        let _coordinator = cluster.coordinator("lead");
        let id = cluster.submit().await;
        let (run, ()) = tokio::join!(cluster.ended(&id), successor);
        assert_eq!((run.state, run.plan.unwrap().parts.len()), (RunState::Done, 2));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn enough_workers_begin_without_those_that_refuse() {
    cluster(async |cluster| {
        cluster.workers(&["a", "b"]);
        cluster.worker(Script { refuses: Some("no room"), ..cluster.script("c") });
        tokio::task::yield_now().await;
        let _coordinator = cluster.coordinator("lead");
        let least = |number| Submission { min_workers: Some(number), ..Submission::default() };
        let [two, three] = [cluster.submit_as(least(2)).await, cluster.submit_as(least(3)).await];
        let run = cluster.ended(&two).await;
        assert_eq!(run.state, RunState::Done);
        assert_eq!(run.plan.unwrap().parts.len(), 2);
        let run = cluster.ended(&three).await;
        assert_eq!(run.state, RunState::Failed);
        let reason = "2 workers can take part, and --min-workers is 3; worker c: no room";
        assert_eq!(run.reason.as_deref(), Some(reason));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_is_refused_before_anything_is_sent() {
    cluster(async |cluster| {
        let submit = async |load_test: &str, config: ConfigSource| {
            let (load_test, config) = (load_test.to_owned(), vec![config]);
            let submission = Submission { load_test, config, ..Submission::default() };
            cluster.client.submit(submission).await.unwrap_err()
        };
        let set = |text: &str| ConfigSource::Set(text.to_owned());
        let unknown = submit("Wait", set("timeout=1s")).await;
        assert!(matches!(&unknown, ClientError::NoLoadTest { .. }), "{unknown}");
        assert!(unknown.to_string().contains("did you mean `Waits`"), "{unknown}");
        let key = submit("Waits", set("timeuot=1s")).await;
        assert!(matches!(&key, ClientError::Config(why) if why.contains("timeout")), "{key}");
        let json = json!({ "basic_auth": { "user": "me", "password": "hunter2" } });
        let secret = submit("Waits", ConfigSource::Json(json.as_object().unwrap().clone())).await;
        let said = secret.to_string();
        assert!(said.contains("CHAPERON_SET__BASIC_AUTH__PASSWORD"), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
        assert_eq!(cluster.client.runs().await.unwrap(), []);
        let id = cluster.submit().await;
        let near = cluster.client.run(&id[..id.len() - 1]).await.unwrap_err();
        assert!(near.to_string().contains(&format!("did you mean `{id}`?")), "{near}");
    })
    .await;
}
