//! What is put into the queue, and what leaves it as it was.

use serde_json::json;

use super::asked::{Answer, Served};

async fn post(served: &Served, body: &str) -> Answer {
    served.ask("POST", "/load_tests", &[], body).await
}

#[tokio::test]
async fn items_are_scheduled_in_their_order_with_their_options() {
    let served = Served::open().await;
    let body = json!({ "load_tests": [
        { "test": "Shop", "options": { "tag": "x", "config": { "http.max_body": 1000 } } },
        { "test": "Shop" },
    ] });
    let answer = post(&served, &body.to_string()).await;
    assert_eq!(answer.status, 200);
    let runs = served.all().await;
    assert_eq!(answer.json(), json!({ "scheduled": [runs[0].id, runs[1].id] }));
    assert_eq!(runs[0].submission.tag.as_deref(), Some("x"));
    assert_eq!((runs[1].submission.tag.as_deref(), runs[1].submission.config.len()), (None, 0));
}

#[tokio::test]
async fn an_item_may_become_several_runs_by_the_option_parser() {
    let served = Served::open().await;
    let answer = post(&served, r#"{"load_tests": [{"test": "Twice"}]}"#).await;
    let runs = served.all().await;
    assert_eq!(answer.json(), json!({ "scheduled": [runs[0].id, runs[1].id] }));
    let tags: Vec<_> = runs.iter().map(|run| run.submission.tag.clone()).collect();
    assert_eq!(tags, [Some("a".to_owned()), Some("b".to_owned())]);
}

#[tokio::test]
async fn a_mistake_anywhere_schedules_nothing_and_is_named() {
    let served = Served::open().await;
    for (body, said) in [
        ("", "`load_tests` is empty: {\"load_tests\": [{\"test\": \"ATest\""),
        (r#"{"load_tests": []}"#, "`load_tests` is empty"),
        (r#"{"load_test": []}"#, "no field `load_test`; did you mean `load_tests`?"),
        (r#"{"load_tests": {}}"#, "`load_tests`: expected a list, found an object"),
        ("[]", "the body: expected an object, found a list"),
        (
            "{\"load_tests\": [\n{\"test\": }]}",
            "the body is not JSON: expected value at line 2 column 10",
        ),
        (r#"{"load_tests": ["Shop"]}"#, "load_tests[0]: expected an object, found a text"),
        (r#"{"load_tests": [{"test": "Shop"}, {}]}"#, "load_tests[1]: `test` is missing"),
        (
            r#"{"load_tests": [{"test": "Shop"}, {"tset": "Shop"}]}"#,
            "load_tests[1]: no field `tset`; did you mean `test`?",
        ),
        (
            r#"{"load_tests": [{"test": "Shop"}, {"test": "Shop", "options": {"tags": 1}}]}"#,
            "load_tests[1]: no field `options.tags`; did you mean `tag`?",
        ),
        (
            r#"{"load_tests": [{"test": "Shop"}, {"test": "Shoe"}]}"#,
            "load_tests[1]: no load test `Shoe`; did you mean `Shop`?",
        ),
        (
            r#"{"load_tests": [{"test": "Shop", "options": {"config": {"timeuot": 1}}}]}"#,
            "load_tests[0]: the config of Shop is incomplete or wrong:\n  - no key `timeuot`; did you mean `timeout`?",
        ),
        (
            r#"{"load_tests": [{"test": "Shop", "options": {"config": {"basic_auth.password": "hunter2"}}}]}"#,
            "load_tests[0]: basic_auth.password is a secret",
        ),
        (
            r#"{"load_tests": [{"test": "Shop", "options": {"export": "xml"}}]}"#,
            "load_tests[0]: `options.export`: there is none",
        ),
        (r#"{"load_tests": [{"test": "Closed"}]}"#, "load_tests[0]: `test`: closed on Sundays"),
        (r#"{"load_tests": [{"test": "None"}]}"#, "`load_tests` comes to no run"),
    ] {
        let (status, message) = post(&served, body).await.error();
        assert_eq!(status, 400, "{body}");
        assert!(message.starts_with(said), "{body}: {message}");
        assert!(!message.contains("hunter2"), "{message}");
        assert!(served.all().await.is_empty(), "{body}");
    }
}

#[tokio::test]
async fn ten_megabytes_are_refused_and_change_nothing() {
    let served = Served::open().await;
    let tag = "x".repeat(10 << 20);
    let body = json!({ "load_tests": [{ "test": "Shop", "options": { "tag": tag } }] }).to_string();
    let (status, message) = post(&served, &body).await.error();
    assert_eq!((status, message.contains("larger than 1 MiB")), (413, true), "{message}");
    let mut head =
        b"POST /load_tests HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n".to_vec();
    head.extend_from_slice(b"Transfer-Encoding: chunked\r\n\r\n");
    head.extend_from_slice(format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len()).as_bytes());
    assert_eq!(served.send(&head).await.error().0, 413);
    assert!(served.all().await.is_empty());
}

#[tokio::test]
async fn a_parser_that_panics_is_an_error_and_the_server_goes_on() {
    let served = Served::open().await;
    let broken = post(&served, r#"{"load_tests": [{"test": "Broken"}]}"#).await;
    assert_eq!(broken.error(), (500, "the option parser failed".to_owned()));
    served.submit(1).await;
}

#[tokio::test]
async fn requests_of_one_key_are_one_run() {
    let served = Served::open().await;
    let body = r#"{"load_tests": [{"test": "Shop", "options": {"idempotency_key": "night-7"}}]}"#;
    let (one, two) = (post(&served, body).await, post(&served, body).await);
    assert_eq!((one.status, one.json()), (200, two.json()));
    assert_eq!(served.all().await.len(), 1);
}
