//! A run, what it measures, and what came of it, as long as there is nothing yet.

use serde_json::json;

use super::asked::Served;

#[tokio::test]
async fn a_run_is_told_with_its_state() {
    let served = Served::open().await;
    let id = served.submit(1).await.remove(0);
    let mut told = served.get(&format!("/load_tests/{id}")).await.json();
    let submitted = told["submitted"].take();
    assert!(submitted.as_str().is_some_and(|at| at.ends_with('Z')), "{submitted}");
    assert_eq!(
        told,
        json!({
            "name": "Shop",
            "id": id,
            "tag": null,
            "state": "queued",
            "reason": null,
            "submitted": null,
            "workers": [],
            "paused": false,
            "rates": {},
            "outcome": null,
        })
    );
    let (status, message) = served.get("/load_tests/x").await.error();
    assert_eq!((status, &*message), (404, "no run `x`"));
}

#[tokio::test]
async fn before_its_load_a_run_has_no_metrics_and_no_report() {
    let served = Served::open().await;
    let id = served.submit(1).await.remove(0);
    let metrics = served.get(&format!("/load_tests/{id}/metrics")).await.json();
    assert_eq!(metrics, json!({ "id": id, "state": "queued", "metrics": [] }));
    let early = served.get(&format!("/load_tests/{id}/report")).await.error();
    assert_eq!(early, (409, format!("{id} has no report yet: queued")));
    let answer = served.get(&format!("/load_tests/{id}/report?format=pdf")).await;
    assert_eq!(answer.error(), (400, "`format`: there are run, json and csv".to_owned()));
    for below in ["metrics", "report"] {
        assert_eq!(served.get(&format!("/load_tests/none/{below}")).await.error().0, 404);
    }
}
