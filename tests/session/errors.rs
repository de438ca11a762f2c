//! What an error ends, and as what it is counted.

use chaperon::ErrorKind;
use chaperon::event::Ending;
use chaperon::prelude::*;
use chaperon_examples::demo_target::DemoTarget;

use super::in_process::{run, run_with};
use super::recording::Recording;

/// What goes wrong.
#[derive(Config)]
struct Wrong {
    what: String,
}

#[scenario(teardown = clean_up)]
async fn wrong(session: &mut Session, config: &Wrong) -> Result {
    match config.what.as_str() {
        "travels" => {
            session
                .repeat(1, async |session| {
                    let child = session.spawn("child", async |session| fail(session).await);
                    session.attempt(async |session| session.join(child).await).await
                })
                .stop_on_error()
                .await
        }
        "goes on" => session.repeat(3, fail_at_times).await,
        "stops" => session.repeat(3, fail_at_times).stop_on_error().await,
        "attempt" => {
            let outcome = session.attempt(fail).await;
            session.check("an attempt gives the error", outcome.is_err());
            Ok(())
        }
        "abort" => {
            session.repeat(3, async |session| session.repeat(3, abort).await).await?;
            session.get("/never").await?;
            Ok(())
        }
        "panic in child" => {
            let child = session.spawn("child", async |_| -> Result { panic!("in a child") });
            let outcome = session.join(child).await;
            session.check("joining tells of it", outcome.is_err());
            Ok(())
        }
        other => panic!("{other}"),
    }
}

async fn fail(session: &mut Session) -> Result {
    session.get("/before").await?;
    Err(std::io::Error::other("on purpose"))?
}

async fn fail_at_times(session: &mut Session) -> Result {
    session.update_assign("round", |round: Option<u32>| round.unwrap_or(0) + 1);
    match session.assigned::<u32>("round")? {
        2 => fail(session).await,
        _ => session.get("/good").await.map(|_| ()),
    }
}

async fn abort(session: &mut Session) -> Result {
    session.get("/before").await?;
    session.abort("enough")
}

async fn clean_up(session: &mut Session) -> Result {
    session.get("/teardown").await?;
    Ok(())
}

load_test! {
    WrongTest {
        default_config: { error_pause: 1ms, .. },
        scenarios: [wrong { .. }],
    }
}

async fn run_wrong(what: &str) -> (Recording, super::in_process::Ran) {
    let server = Recording::plain();
    let ran = run_with::<WrongTest>(&server.url(), |options| {
        options.config.set_text(&format!("what={what}")).unwrap();
    })
    .await;
    (server, ran)
}

#[tokio::test]
async fn an_error_is_counted_once_however_far_it_travels() {
    let (server, ran) = run_wrong("travels").await;
    assert_eq!(server.lines(), ["GET /before", "GET /teardown"]);
    assert_eq!(ran.all_errors(), [("other".to_owned(), 1)]);
    assert_eq!(ran.message("other"), "on purpose");
    assert_eq!((ran.sessions("wrong").failed, ran.count("task(child)")), (1, 1));
}

#[tokio::test]
async fn a_loop_goes_on_after_a_failed_round() {
    let (server, ran) = run_wrong("goes on").await;
    assert_eq!(server.lines(), ["GET /good", "GET /before", "GET /good", "GET /teardown"]);
    let sessions = ran.sessions("wrong");
    assert_eq!((sessions.finished, sessions.rounds_failed, ran.errors("other")), (1, 1, 1));
}

#[tokio::test]
async fn stop_on_error_ends_the_loop_and_the_session() {
    let (server, ran) = run_wrong("stops").await;
    assert_eq!(server.lines(), ["GET /good", "GET /before", "GET /teardown"]);
    let sessions = ran.sessions("wrong");
    assert_eq!((sessions.failed, sessions.rounds_failed, ran.errors("other")), (1, 0, 1));
}

#[tokio::test]
async fn an_attempt_ends_nothing_and_its_error_is_counted() {
    let (_, ran) = run_wrong("attempt").await;
    ran.held("an attempt gives the error", 1);
    assert_eq!((ran.sessions("wrong").finished, ran.errors("other")), (1, 1));
}

#[tokio::test]
async fn an_abort_ends_the_session_through_all_loops_and_teardown_runs() {
    let (server, ran) = run_wrong("abort").await;
    assert_eq!(server.lines(), ["GET /before", "GET /teardown"]);
    assert_eq!(ran.all_errors(), [("aborted".to_owned(), 1)]);
    assert_eq!((ran.sessions("wrong").failed, ran.message("aborted").as_str()), (1, "enough"));
}

#[tokio::test]
async fn a_panic_in_a_child_is_the_childs_error() {
    let (_, ran) = run_wrong("panic in child").await;
    ran.held("joining tells of it", 1);
    assert_eq!(ran.all_errors(), [("panic".to_owned(), 1)]);
    assert!(ran.message("panic").contains("in a child"), "{}", ran.message("panic"));
    assert!(ran.message("panic").contains("errors.rs"), "{}", ran.message("panic"));
    assert_eq!(ran.sessions("wrong").finished, 1);
}

#[scenario]
async fn stops_the_load_test(session: &mut Session) -> Result {
    session.get("/").await?;
    session.stop_load_test("seen enough");
    session.repeat(1000, async |session| session.get("/more").await).await
}

load_test! {
    Stopping {
        scenarios: [stops_the_load_test for 1h],
    }
}

#[tokio::test]
async fn a_session_can_stop_the_load_test() {
    let server = Recording::plain();
    let ran = run::<Stopping>(&server.url()).await;
    assert_eq!(server.lines(), ["GET /"]);
    assert_eq!(ran.0.ending(), &Ending::Stopped("seen enough".to_owned()));
    assert_eq!(ran.sessions("stops_the_load_test").finished, 1);
}

#[scenario]
async fn statuses(session: &mut Session) -> Result {
    for code in [200, 404, 500] {
        let response = session.get("/status/{code}").param("code", code).await?;
        session.check("the response is returned", response.status() == code);
    }
    let kind = |outcome: Result<Response>| outcome.err().map(|error| error.kind());
    let other = kind(session.get("/status/404").expect_status(200).await);
    session.check("expect_status makes an error", other == Some(ErrorKind::Status));
    let good = kind(session.get("/status/404").expect_status(404).await);
    session.check("an expected status is none", good.is_none());
    let response = session.get("/status/500").await?;
    session.check("error_for_status", kind(response.error_for_status()) == Some(ErrorKind::Status));
    let built = kind(session.get("/status/500").error_for_status().await);
    session.check("error_for_status while building", built == Some(ErrorKind::Status));
    Ok(())
}

load_test! {
    Statuses { scenarios: [statuses] }
}

#[tokio::test]
async fn a_bad_status_is_counted_and_returned_and_only_an_error_where_asked() {
    let target = DemoTarget::start().unwrap();
    let ran = run::<Statuses>(target.url()).await;
    ran.held("the response is returned", 3);
    ran.held("expect_status makes an error", 1);
    ran.held("an expected status is none", 1);
    ran.held("error_for_status", 1);
    ran.held("error_for_status while building", 1);
    assert_eq!(ran.count("get(/status/{code})"), 3);
    assert_eq!(ran.count("Error HTTP 404 get(/status/{code})"), 1);
    assert_eq!(ran.count("Error HTTP 500 get(/status/{code})"), 1);
    assert_eq!(ran.count("get(/status/500)"), 2);
    assert_eq!(ran.count("Error HTTP 500 get(/status/500)"), 2);
    // The one of `Response::error_for_status` was kept from travelling: nobody counts it.
    assert_eq!(ran.errors("status"), 2);
    assert_eq!(ran.message("status"), "get(/status/404) was answered with 404, not 200");
    assert!(ran.0.verdict().passed());
}

#[scenario]
async fn fails(_session: &mut Session) -> Result {
    Err(std::io::Error::other("always"))?
}

#[scenario]
async fn works(session: &mut Session) -> Result {
    session.get("/").await?;
    Ok(())
}

load_test! {
    OneNeverSucceeds { scenarios: [3 * fails, works] }
}

#[tokio::test]
async fn a_scenario_in_which_nothing_succeeds_fails_the_verdict() {
    let server = Recording::plain();
    let ran = run::<OneNeverSucceeds>(&server.url()).await;
    let failures = ran.0.verdict().failures;
    assert_eq!(failures.len(), 1);
    assert!(failures[0].to_string().contains("fails"), "{}", failures[0]);
}
