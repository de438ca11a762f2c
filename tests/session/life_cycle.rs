//! Init, delay, run, teardown: what runs when, and how it is counted.

use chaperon::prelude::*;

use super::in_process::{run, run_with};
use super::recording::Recording;

/// How the parts of a scenario behave.
#[derive(Config)]
struct Parts {
    /// Whether `init` fails.
    #[config(default = false)]
    bad_init: bool,
    /// What the scenario does: `ok`, `err`, `hang`, `panic`.
    #[config(default = "ok")]
    act: String,
    /// What teardown does.
    #[config(default = "ok")]
    end: String,
    /// What init sets.
    #[config(default = 0)]
    answer: u32,
}

#[scenario(init = set_up, teardown = clean_up)]
async fn parts(session: &mut Session, config: &Parts) -> Result {
    session.get("/run").await?;
    session.check("init's config is seen", config.answer == 42);
    act(session, &config.act).await
}

async fn set_up(session: &mut Session, config: &Parts) -> Result {
    session.get("/init").await?;
    session.set_config("answer", 42);
    if config.bad_init { act(session, "err").await } else { Ok(()) }
}

async fn clean_up(session: &mut Session, config: &Parts) -> Result {
    session.get("/teardown").await?;
    act(session, &config.end).await
}

async fn act(session: &mut Session, what: &str) -> Result {
    match what {
        "err" => Err(std::io::Error::other("on purpose"))?,
        "hang" => std::future::pending().await,
        "abort" => session.abort("enough"),
        "panic" => panic!("a scenario that breaks"),
        _ => Ok(()),
    }
}

load_test! {
    PartsTest {
        default_config: { scenario_timeout: 60s },
        scenarios: [parts],
    }
}

const ALL: [&str; 3] = ["GET /init", "GET /run", "GET /teardown"];

#[tokio::test]
async fn init_runs_before_and_teardown_after() {
    let server = Recording::plain();
    let ran = run::<PartsTest>(&server.url()).await;
    assert_eq!(server.lines(), ALL);
    assert_eq!(ran.sessions("parts").finished, 1);
    ran.held("init's config is seen", 1);
    assert!(ran.0.verdict().passed());
    assert_eq!(ran.all_errors(), []);
}

#[tokio::test]
async fn an_error_in_init_skips_the_run_and_teardown_runs() {
    let server = Recording::plain();
    let ran = run_with::<PartsTest>(&server.url(), |options| {
        options.config.set_text("bad_init=true").unwrap();
    })
    .await;
    assert_eq!(server.lines(), ["GET /init", "GET /teardown"]);
    assert_eq!((ran.sessions("parts").init_failed, ran.sessions("parts").failed), (1, 0));
    assert_eq!(ran.errors("other"), 1);
    assert!(!ran.0.verdict().passed());
}

#[tokio::test]
async fn teardown_runs_after_an_error_an_abort_a_panic_and_a_timeout() {
    for (act, kind, timed_out) in [
        ("err", "other", 0),
        ("abort", "aborted", 0),
        ("panic", "panic", 0),
        ("hang", "timeout:scenario", 1),
    ] {
        let server = Recording::plain();
        let ran = run_with::<PartsTest>(&server.url(), |options| {
            options.config.set_text(&format!("act={act}")).unwrap();
            if act == "hang" {
                options.config.set_text("scenario_timeout=200ms").unwrap();
            }
        })
        .await;
        assert_eq!(server.lines(), ALL, "{act}");
        assert_eq!(ran.all_errors(), [(kind.to_owned(), 1)]);
        let sessions = ran.sessions("parts");
        assert_eq!((sessions.failed, sessions.timed_out), (1 - timed_out, timed_out), "{act}");
        assert!(!ran.0.verdict().passed(), "{act}");
    }
}

#[tokio::test]
async fn teardown_runs_when_the_end_of_the_run_cuts() {
    let server = Recording::plain();
    let ran = run_with::<PartsTest>(&server.url(), |options| {
        options.config.set_text("act=hang").unwrap();
        options.config.set_text("graceful_stop=50ms").unwrap();
        options.duration = Some(millis(200));
    })
    .await;
    assert_eq!(server.lines(), ALL);
    assert_eq!(ran.sessions("parts").interrupted, 1);
    assert_eq!(ran.all_errors(), []);
}

#[tokio::test]
async fn an_error_in_teardown_is_counted_and_hides_nothing() {
    for (act, kinds, finished) in
        [("ok", vec![("other", 1)], 1), ("abort", vec![("aborted", 1), ("other", 1)], 0)]
    {
        let server = Recording::plain();
        let ran = run_with::<PartsTest>(&server.url(), |options| {
            options.config.set_text(&format!("act={act}")).unwrap();
            options.config.set_text("end=err").unwrap();
        })
        .await;
        let kinds: Vec<_> = kinds.into_iter().map(|(kind, n)| (kind.to_owned(), n)).collect();
        assert_eq!(ran.all_errors(), kinds);
        assert_eq!(ran.message("other"), "teardown: on purpose");
        let sessions = ran.sessions("parts");
        assert_eq!((sessions.teardown_failed, sessions.finished), (1, finished));
    }
}

#[tokio::test]
async fn a_teardown_that_hangs_is_cut_at_its_timeout() {
    let server = Recording::plain();
    let ran = run_with::<PartsTest>(&server.url(), |options| {
        options.config.set_text("end=hang").unwrap();
        options.config.set_text("teardown_timeout=50ms").unwrap();
    })
    .await;
    assert_eq!(ran.errors("timeout"), 1);
    assert!(ran.message("timeout").contains("teardown_timeout"), "{}", ran.message("timeout"));
    assert_eq!(ran.sessions("parts").teardown_failed, 1);
}

#[scenario]
async fn outer(session: &mut Session) -> Result {
    session.get("/outer").await?;
    session.run_scenario::<inner>(config! {}).await
}

#[scenario]
async fn inner(session: &mut Session) -> Result {
    session.get("/inner").await?;
    Ok(())
}

load_test! {
    Delayed {
        default_config: { delay: 300ms, random_delay: 1ms },
        scenarios: [[outer, inner]],
    }
}

#[tokio::test]
async fn the_delay_is_once_a_session_and_not_in_nested_or_later_scenarios() {
    let server = Recording::plain();
    let ran = run::<Delayed>(&server.url()).await;
    assert_eq!(server.lines(), ["GET /outer", "GET /inner", "GET /inner"]);
    let took = ran.0.duration();
    assert!(took >= millis(300), "{took:?}");
    // Three delays would be 900 ms; requests on loopback take none of the rest.
    assert!(took < millis(850), "{took:?}");
}

#[tokio::test]
async fn a_session_that_still_delays_when_the_run_stops_does_not_start() {
    let server = Recording::plain();
    let ran = run_with::<Delayed>(&server.url(), |options| {
        options.config.set_text("delay=1h").unwrap();
        options.duration = Some(millis(50));
    })
    .await;
    assert_eq!(server.lines(), Vec::<String>::new());
    let title = ran.0.sessions().next().unwrap();
    assert_eq!(title.1.interrupted, 1);
}

#[scenario]
async fn around(session: &mut Session) -> Result {
    session.run_scenario::<parts>(config! { act: "hang" }).await
}

load_test! {
    CutInside {
        scenarios: [around],
    }
}

#[tokio::test]
async fn the_teardown_of_a_nested_scenario_runs_when_it_is_cut_from_outside() {
    for timeout in [true, false] {
        let server = Recording::plain();
        let ran = run_with::<CutInside>(&server.url(), |options| match timeout {
            true => options.config.set_text("scenario_timeout=200ms").unwrap(),
            false => {
                options.config.set_text("graceful_stop=50ms").unwrap();
                options.duration = Some(millis(200));
            }
        })
        .await;
        assert_eq!(server.lines(), ALL, "by timeout: {timeout}");
        assert_eq!(ran.count_in("parts", "get(/teardown)"), 1);
    }
}

#[scenario]
async fn around_a_child(session: &mut Session) -> Result {
    session.spawn("child", async |session| {
        session.run_scenario::<parts>(config! { act: "hang" }).await
    });
    session.delay(millis(200)).await?;
    session.abort("the child is cut")
}

load_test! {
    CutInChild {
        scenarios: [around_a_child],
    }
}

#[tokio::test]
async fn the_teardown_of_a_nested_scenario_runs_when_its_child_is_cut() {
    let server = Recording::plain();
    let ran = run::<CutInChild>(&server.url()).await;
    assert_eq!(server.lines(), ALL);
    assert_eq!(ran.sessions("around_a_child").cut_actions, 1);
    assert_eq!(ran.all_errors(), [("aborted".to_owned(), 1)]);
}
