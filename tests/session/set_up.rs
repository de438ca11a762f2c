//! What is run once before the load: `setup` and `worker_setup`.

use std::collections::BTreeMap;

use chaperon::event::Ending;
use chaperon::metrics::View;
use chaperon::prelude::*;
use chaperon::{Definition, Entry, LoadTest};
use serde::{Deserialize, Serialize};

use super::in_process::{Ran, run, run_with};
use super::recording::{Recording, answer};

#[derive(Serialize, Deserialize)]
struct Login {
    token: String,
}

async fn log_in(session: &mut Session) -> Result<Login> {
    session.post("/login").json(json!({ "user": "load" })).decode::<Login>().await
}

async fn warm_caches(session: &mut Session) -> Result<u32> {
    let login = session.setup::<Login>()?;
    let child = session.spawn("warm", async |session| session.get("/warm").await);
    session.join(child).await?;
    session.get("/warm").bearer_auth(&login.token).await?;
    Ok(2)
}

#[scenario]
async fn browse(session: &mut Session) -> Result {
    let login = session.setup::<Login>()?;
    let warmed = session.worker_setup::<u32>()?;
    session.get("/pages/{warmed}").param("warmed", *warmed).bearer_auth(&login.token).await?;
    Ok(())
}

load_test! {
    Shared {
        setup: log_in,
        worker_setup: warm_caches,
        scenarios: [20 * browse, 3 * browse as "more"],
        thresholds: [get("/pages/{warmed}").count >= 23, errors < 1%],
    }
}

fn shop() -> Recording {
    Recording::start(|seen| match seen.target.as_str() {
        "/login" => answer("200 OK", &[], r#"{"token":"t-7"}"#),
        _ => answer("200 OK", &[], "here you are"),
    })
}

#[tokio::test]
async fn what_a_set_up_gives_is_the_same_for_all_sessions_of_all_cores() {
    let server = shop();
    let ran = run_with::<Shared>(&server.url(), |options| options.cores = Some(2)).await;
    let lines = server.lines();
    assert_eq!(lines[..3], ["POST /login", "GET /warm", "GET /warm"]);
    assert!(lines[3..].iter().all(|line| line == "GET /pages/2"), "{lines:?}");
    assert_eq!(lines.len(), 26);
    let pages = server.seen().into_iter().filter(|seen| seen.target == "/pages/2");
    assert!(pages.clone().all(|seen| seen.header("authorization") == Some("Bearer t-7")));
    assert!(ran.0.verdict().passed(), "{:?}", ran.0.verdict());
}

#[tokio::test]
async fn a_set_up_is_exported_and_in_no_headline_figure() {
    let server = shop();
    let ran = run::<Shared>(&server.url()).await;
    let sent = ["post(/login)", "get(/warm)", "get(/pages/{warmed})"].map(|name| ran.count(name));
    assert_eq!(sent, [1, 2, 23]);
    for set_up in ["setup(set_up.log_in)", "worker_setup(set_up.warm_caches)"] {
        assert_eq!(ran.count(set_up), 1, "{:?}", ran.names());
    }
    let headline = ran.0.snapshot().metrics(View::Headline);
    let shown: Vec<_> = headline.iter().map(|(key, _)| key.name.to_string()).collect();
    assert!(shown.iter().all(|name| !name.contains("/warm") && !name.contains("setup(")));
}

async fn is_refused(session: &mut Session) -> Result {
    session.get("/").expect_status(500).await?;
    Ok(())
}

async fn panics(_: &mut Session) -> Result {
    panic!("oh")
}

async fn has_no_json(_: &mut Session) -> Result<BTreeMap<(u8, u8), u8>> {
    Ok([((1, 2), 3)].into())
}

async fn hangs(session: &mut Session) -> Result {
    session.delay(hours(1)).await
}

async fn stops(session: &mut Session) -> Result {
    session.stop_load_test("nothing to test");
    Ok(())
}

load_test! { Refused { setup: is_refused, scenarios: [browse] } }
load_test! { Panics { worker_setup: panics, scenarios: [browse] } }
load_test! { HasNoJson { setup: has_no_json, scenarios: [browse] } }
load_test! { Hangs {
    default_config: { load_test_timeout: 50ms },
    worker_setup: hangs,
    scenarios: [browse],
    thresholds: [errors < 1%],
} }
load_test! { Stops { setup: stops, scenarios: [browse] } }

/// The ending of a run that came to no load.
async fn ending<T: LoadTest>() -> String {
    let server = shop();
    let Ran(results) = run::<T>(&server.url()).await;
    assert!(server.lines().iter().all(|line| line == "GET /"), "{:?}", server.lines());
    assert_eq!(results.sessions().count(), 0);
    assert!(results.thresholds().is_empty());
    let failed = matches!(results.ending(), Ending::SetupFailed(_));
    assert_eq!(failed, !results.verdict().passed());
    results.ending().to_string()
}

#[tokio::test]
async fn a_set_up_that_fails_is_named_and_there_is_no_load() {
    let refused = ending::<Refused>().await;
    assert!(refused.contains("`setup: set_up.is_refused`: get(/) was answered with 200"));
    let panicked = ending::<Panics>().await;
    assert!(panicked.contains("`worker_setup: set_up.panics`: a panic in"), "{panicked}");
    let no_json = ending::<HasNoJson>().await;
    assert!(no_json.contains("does not go through JSON"), "{no_json}");
    let late = ending::<Hangs>().await;
    assert!(late.contains("longer than `load_test_timeout`"), "{late}");
    assert_eq!(ending::<Stops>().await, "stopped: nothing to test");
}

#[scenario]
async fn asks_for_more(session: &mut Session) -> Result {
    session.check("the value", *session.setup::<u8>()? == 5);
    session.check("another type", session.setup::<u16>().is_err());
    session.worker_setup::<u8>()?;
    Ok(())
}

#[tokio::test]
async fn what_no_set_up_gives_is_an_error_of_the_session() {
    let five = 5_u8;
    let definition = Definition::new()
        .setup(async move |_: &mut Session| Ok(five))
        .entry(Entry::new::<asks_for_more>());
    let results = chaperon::run_definition("Built", &definition, chaperon::RunOptions::default());
    let ran = Ran(results.await.unwrap());
    ran.held("the value", 1);
    ran.held("another type", 1);
    assert!(ran.message("config").contains("the load test has no `worker_setup`"));
}
