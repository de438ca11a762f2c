//! How a run stops before its load is over.

use chaperon::event::Ending;
use chaperon::prelude::*;

use super::in_process::run_with;
use super::recording::Recording;

#[scenario]
async fn loops_for_long(session: &mut Session) -> Result {
    session.get("/start").await?;
    let child = session.spawn("child", async |session| {
        session.repeat_for(hours(1), async |session| session.delay(millis(5)).await).await
    });
    session.repeat(1_000_000, async |session| session.delay(millis(5)).await).await?;
    session.delay(hours(1)).await?;
    session.join(child).timeout(hours(2)).await?;
    session.get("/end").await?;
    Ok(())
}

load_test! {
    Long { scenarios: [loops_for_long] }
}

#[tokio::test]
async fn loops_delays_and_joins_end_at_the_round_when_the_duration_is_over() {
    let server = Recording::plain();
    let ran = run_with::<Long>(&server.url(), |options| options.duration = Some(millis(200))).await;
    assert_eq!(server.lines(), ["GET /start", "GET /end"]);
    assert_eq!(ran.0.ending(), &Ending::DurationReached);
    let sessions = ran.sessions("loops_for_long");
    assert_eq!((sessions.finished, sessions.interrupted, sessions.cut_actions), (1, 0, 0));
    assert!(ran.0.verdict().passed());
}

#[scenario]
async fn hangs(session: &mut Session) -> Result {
    session.get("/answered").await?;
    session.spawn("child", async |session| session.get("/hangs").await);
    session.repeat(10, async |session| session.get("/hangs").await).await
}

load_test! {
    Hangs {
        default_config: { timeout: none, graceful_stop: 50ms },
        scenarios: [hangs for 1h],
    }
}

/// Never answers what is asked at `/hangs`.
fn hanging() -> Recording {
    Recording::start(|seen| match seen.target.as_str() {
        "/hangs" => {
            std::thread::sleep(seconds(30));
            Vec::new()
        }
        _ => super::recording::answer("200 OK", &[], ""),
    })
}

#[tokio::test]
async fn what_is_still_under_way_after_the_grace_is_cut_and_counted() {
    let server = hanging();
    let ran =
        run_with::<Hangs>(&server.url(), |options| options.duration = Some(millis(200))).await;
    let sessions = ran.sessions("hangs");
    assert_eq!((sessions.started, sessions.interrupted), (1, 1));
    assert_eq!((sessions.rounds_failed, ran.all_errors().len()), (0, 0));
    assert_eq!(sessions.cut_actions, 2, "the request and the child");
    assert!(sessions.oldest_cut > 0);
    assert_eq!((ran.count("get(/answered)"), ran.count("get(/hangs)")), (1, 0));
    assert!(ran.0.verdict().passed(), "something succeeded");
}

#[tokio::test]
async fn a_load_test_has_a_timeout() {
    let server = hanging();
    let ran = run_with::<Hangs>(&server.url(), |options| {
        options.config.set_text("load_test_timeout=100ms").unwrap();
    })
    .await;
    assert_eq!(ran.0.ending(), &Ending::LoadTestTimeout);
    assert_eq!(ran.sessions("hangs").interrupted, 1);
}

#[scenario]
async fn blocks(session: &mut Session) -> Result {
    session.get("/").await?;
    std::thread::sleep(millis(1300));
    Ok(())
}

load_test! {
    Blocks { scenarios: [blocks] }
}

#[tokio::test]
async fn a_scenario_that_blocks_its_core_is_named() {
    let server = Recording::plain();
    let ran = run_with::<Blocks>(&server.url(), |_| {}).await;
    let warnings = ran.0.warnings();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("blocks") && warnings[0].contains("core 0"), "{warnings:?}");
}

#[scenario]
async fn warms(session: &mut Session) -> Result {
    session.get("/").await?;
    session.delay(millis(1)).await
}

load_test! {
    Warm {
        default_config: { warm_up: 150ms },
        scenarios: [warms for 300ms],
    }
}

#[tokio::test]
async fn the_warm_up_is_in_the_exports_and_not_in_the_headline() {
    use chaperon::metrics::View;
    let server = Recording::plain();
    let ran = run_with::<Warm>(&server.url(), |_| {}).await;
    let of = |view| {
        let rows = ran.0.snapshot().metrics(view);
        let gets = rows.iter().filter(|(key, _)| key.name.to_string() == "get(/)");
        gets.map(|(_, value)| value.count()).sum::<u64>()
    };
    assert_eq!(of(View::All), server.seen().len() as u64);
    assert!(of(View::Headline) < of(View::All));
}

load_test! {
    Eternal {
        default_config: { load_test_timeout: 200000000d, graceful_stop: 200000000d, teardown_timeout: 200000000d },
        scenarios: [warms { timeout: 200000000d, scenario_timeout: 200000000d } times 1],
    }
}

#[tokio::test]
async fn a_time_longer_than_any_clock_is_just_long() {
    let server = Recording::plain();
    let ran =
        run_with::<Eternal>(&server.url(), |options| options.duration = Some(Duration::MAX)).await;
    assert_eq!(ran.sessions("warms").finished, 1);
}

#[scenario]
async fn joins_for_ever(session: &mut Session) -> Result {
    session.get("/").await?;
    session
        .repeat(10, async |session| {
            let child =
                session.spawn("child", async |_| -> Result { std::future::pending().await });
            session.join(child).timeout(hours(1)).await
        })
        .await
}

load_test! {
    JoinsForEver {
        default_config: { graceful_stop: 1ms },
        scenarios: [joins_for_ever times 5],
    }
}

#[tokio::test]
async fn a_cut_is_no_failed_round_of_the_loops_around_it() {
    let server = Recording::plain();
    let ran = run_with::<JoinsForEver>(&server.url(), |options| {
        options.duration = Some(millis(100));
    })
    .await;
    let sessions = ran.sessions("joins_for_ever");
    assert_eq!((sessions.started, sessions.interrupted, sessions.rounds_failed), (1, 1, 0));
    assert_eq!((sessions.cut_actions, ran.all_errors().len()), (1, 0));
}
