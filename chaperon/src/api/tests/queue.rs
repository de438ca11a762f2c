//! What runs and what waits, and how both are cancelled.

use serde_json::{Value, json};

use super::asked::Served;
use crate::cluster::protocol::RunState;

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn runs_are_listed_as_running_or_scheduled_in_their_order() {
    let served = Served::open().await;
    assert_eq!(served.get("/load_tests").await.json(), json!({ "running": [], "scheduled": [] }));
    let all = served.submit(6).await;
    let states = [RunState::Done, RunState::Draining, RunState::Running, RunState::Preparing];
    for (id, state) in all.iter().zip(states) {
        served.be(id, state).await;
    }
    let listed = served.get("/load_tests").await.json();
    assert_eq!(ids(&listed["running"]), all[1..4]);
    assert_eq!(ids(&listed["scheduled"]), all[4..]);
    assert_eq!(listed["scheduled"][0], json!({ "name": "Shop", "id": all[4], "tag": null }));
}

#[tokio::test]
async fn cancelling_is_accepted_for_one_for_the_scheduled_and_for_all() {
    let served = Served::open().await;
    let all = served.submit(4).await;
    served.be(&all[0], RunState::Running).await;
    let delete = async |path: &str| served.ask("DELETE", path, &[], "").await;
    let listed = async || {
        let listed = served.get("/load_tests").await.json();
        let number = |name: &str| listed[name].as_array().unwrap().len();
        (number("running"), number("scheduled"))
    };
    let answer = delete(&format!("/load_tests/{}", all[2])).await;
    assert_eq!((answer.status, &*answer.body), (202, ""));
    assert_eq!(listed().await, (1, 2));
    assert_eq!(delete("/load_tests/scheduled").await.status, 202);
    assert_eq!(listed().await, (1, 0));
    assert_eq!(delete("/load_tests").await.status, 202);
    assert_eq!(listed().await, (0, 0));
    assert_eq!(delete("/load_tests/none").await.error(), (404, "no run `none`".to_owned()));
}
