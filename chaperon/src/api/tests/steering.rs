//! Pause, resume and rates.

use serde_json::json;

use super::asked::Served;
use crate::cluster::protocol::RunState;

#[tokio::test]
async fn a_run_is_paused_resumed_and_given_another_rate() {
    let served = Served::open().await;
    let id = served.submit(1).await.remove(0);
    served.be(&id, RunState::Running).await;
    let run = format!("/load_tests/{id}");
    let told = async || served.get(&run).await.json();
    assert_eq!(served.ask("POST", &format!("{run}/pause"), &[], "").await.status, 202);
    assert_eq!(told().await["paused"], json!(true));
    assert_eq!(served.ask("POST", &format!("{run}/resume"), &[], "").await.status, 202);
    assert_eq!(told().await["paused"], json!(false));
    let rate = r#"{"scenario": "browse", "rate": "30/min"}"#;
    assert_eq!(served.ask("PUT", &format!("{run}/rate"), &[], rate).await.status, 202);
    assert_eq!(told().await["rates"], json!({ "browse": 0.5 }));
}

#[tokio::test]
async fn what_does_not_run_is_not_steered_and_no_mistake_changes_anything() {
    let served = Served::open().await;
    let id = served.submit(1).await.remove(0);
    let run = format!("/load_tests/{id}");
    let pause = served.ask("POST", &format!("{run}/pause"), &[], "").await;
    assert_eq!(pause.error(), (409, format!("run {id} does not run: it is queued")));
    served.be(&id, RunState::Running).await;
    let before = served.all().await;
    for (path, body, status, said) in [
        ("none", r#"{"scenario": "browse", "rate": "1/s"}"#, 404, "no run `none`"),
        (
            &*id,
            r#"{"scenario": "brows", "rate": "1/s"}"#,
            400,
            "no sessions of `brows` arrive in Shop",
        ),
        (&*id, r#"{"scenario": "a"}"#, 400, "`rate` is missing"),
        (&*id, r#"{"rate": "1/s"}"#, 400, "`scenario` is missing"),
        (&*id, r#"{"scenario": "a", "rate": 5}"#, 400, "`rate`: expected a text, found 5"),
        (&*id, r#"{"scenario": "a", "rate": "fast"}"#, 400, "`rate`: `fast` is not a rate: write"),
        (
            &*id,
            r#"{"scenario": "a", "rates": "1/s"}"#,
            400,
            "no field `rates`; did you mean `rate`?",
        ),
    ] {
        let answer = served.ask("PUT", &format!("/load_tests/{path}/rate"), &[], body).await;
        let (found, message) = answer.error();
        assert_eq!(found, status, "{body}: {message}");
        assert!(message.starts_with(said), "{body}: {message}");
    }
    assert_eq!(served.all().await, before);
}
