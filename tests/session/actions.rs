//! `Action`: a protocol of the user's own, done, measured, cut and done again.

use std::future::pending;

use chaperon::action::Action;
use chaperon::metrics::MetricName;
use chaperon::prelude::*;
use chaperon::{Error, ErrorKind};

use super::in_process::{Ran, run, run_with};
use super::recording::{Recording, answer};

/// Where nothing listens: these actions talk to nobody.
const NOWHERE: &str = "http://127.0.0.1:9";

/// An action that fails until its last try.
struct Doubled {
    number: u32,
    failures: u32,
}

impl Action for Doubled {
    type Output = u32;

    fn metric(&self) -> MetricName {
        MetricName::of("double", "number")
    }

    async fn run(&mut self, session: &mut Session) -> Result<u32> {
        session.counter("runs", 1);
        if self.failures > 0 {
            self.failures -= 1;
            return Err(Error::new(ErrorKind::Other, "on purpose"));
        }
        Ok(2 * self.number)
    }

    async fn abort(&mut self, session: &mut Session) {
        session.counter("aborts", 1);
    }
}

#[scenario]
async fn doubles(session: &mut Session) -> Result {
    let once = session.run_action(Doubled { number: 2, failures: 0 }).await?;
    session.check("the output comes back", once == 4);
    let again = session.run_action(Doubled { number: 4, failures: 2 }.retry(3)).await?;
    session.check("also after retries", again == 8);
    let never = session.run_action(Doubled { number: 4, failures: 9 }.retry(1)).await;
    let error = never.unwrap_err().to_string();
    session.check("the last error ends it", error == "double(number): on purpose");
    Ok(())
}

load_test! {
    DoublesTest {
        default_config: { scenario_timeout: 60s },
        scenarios: [doubles],
    }
}

#[tokio::test]
async fn what_succeeds_is_measured_and_each_failed_try_is_an_error_and_cleared_up() {
    let ran = run::<DoublesTest>(NOWHERE).await;
    ran.held("the output comes back", 1);
    ran.held("also after retries", 1);
    ran.held("the last error ends it", 1);
    assert_eq!(ran.count("runs"), 1 + 3 + 2);
    assert_eq!(ran.count("aborts"), 2 + 1, "before each retry, and only then");
    assert_eq!(ran.count("double(number)"), 2, "what fails has no time");
    assert_eq!(ran.all_errors(), [("other".to_owned(), 4)]);
    assert_eq!(ran.message("other"), "double(number): on purpose");
}

/// An action that never ends by itself.
struct Endless;

impl Action for Endless {
    type Output = ();

    fn metric(&self) -> MetricName {
        MetricName::of("wait", "forever")
    }

    async fn run(&mut self, session: &mut Session) -> Result {
        session.assign("cleared up", false);
        pending().await
    }

    async fn abort(&mut self, session: &mut Session) {
        tokio::task::yield_now().await;
        session.assign("cleared up", true);
    }
}

/// Checks, wherever it ended, that the action has cleared up.
async fn is_cleared_up(session: &mut Session) -> Result {
    let cleared_up = session.assigned::<bool>("cleared up")?;
    session.check("cleared up before the teardown", cleared_up);
    Ok(())
}

#[scenario(teardown = is_cleared_up)]
async fn waits(session: &mut Session) -> Result {
    session.run_action(Endless).await
}

#[scenario]
async fn waits_inside(session: &mut Session) -> Result {
    session.run_scenario::<waits>(config! {}).await
}

#[scenario]
async fn a_child_waits(session: &mut Session) -> Result {
    session.spawn("waits", async |session| session.run_scenario::<waits>(config! {}).await);
    session.delay(hours(1)).await
}

load_test! {
    LateTest {
        default_config: { timeout: 20ms },
        scenarios: [waits],
    }
}

#[tokio::test]
async fn what_is_not_done_within_the_timeout_is_cut_cleared_up_and_measured() {
    let ran = run::<LateTest>(NOWHERE).await;
    ran.held("cleared up before the teardown", 1);
    assert_eq!(ran.count("wait(forever)"), 1);
    assert_eq!(ran.all_errors(), [("timeout".to_owned(), 1)]);
    assert_eq!(ran.message("timeout"), "wait(forever): not done within the timeout of 20ms");
}

load_test! {
    ScenarioTimeoutTest {
        default_config: { timeout: none, scenario_timeout: 20ms },
        scenarios: [waits, waits_inside],
    }
}

#[tokio::test]
async fn what_a_scenario_timeout_cuts_clears_up_before_the_teardown() {
    let ran = run::<ScenarioTimeoutTest>(NOWHERE).await;
    ran.held("cleared up before the teardown", 2);
    assert_eq!(ran.count("wait(forever)"), 0, "the scenario was too slow, not the action");
    assert_eq!(ran.errors("timeout:scenario"), 2);
}

load_test! {
    StoppedTest {
        default_config: { timeout: none, graceful_stop: 20ms },
        scenarios: [waits, waits_inside, a_child_waits],
    }
}

#[tokio::test]
async fn what_the_end_of_the_run_cuts_clears_up_before_the_teardown() {
    let ran = run_with::<StoppedTest>(NOWHERE, |options| options.duration = Some(millis(50))).await;
    ran.held("cleared up before the teardown", 3);
    assert_eq!(ran.all_errors(), []);
}

/// An action that panics.
struct Broken;

impl Action for Broken {
    type Output = ();

    fn metric(&self) -> MetricName {
        MetricName::of("broken", "thing")
    }

    async fn run(&mut self, _: &mut Session) -> Result {
        panic!("on purpose");
    }

    async fn abort(&mut self, session: &mut Session) {
        session.counter("aborts", 1);
        panic!("here too");
    }
}

#[scenario]
async fn breaks(session: &mut Session) -> Result {
    session.run_action(Broken).await
}

load_test! {
    BrokenTest { scenarios: [breaks] }
}

#[tokio::test]
async fn panics_of_an_action_and_of_its_abort_are_errors_of_the_session() {
    let ran = run::<BrokenTest>(NOWHERE).await;
    assert_eq!(ran.count("aborts"), 1);
    assert_eq!(ran.all_errors(), [("panic".to_owned(), 2)]);
    assert_eq!(ran.sessions("breaks").failed, 1);
}

/// An action made of a session's verbs, with a time of its own.
struct Page;

impl Action for Page {
    type Output = String;

    fn metric(&self) -> MetricName {
        MetricName::custom("page")
    }

    async fn run(&mut self, session: &mut Session) -> Result<String> {
        let text = session.get("/text").await?.text().into_owned();
        session.get("/picture").await?;
        Ok(text)
    }

    fn record(&self, session: &mut Session, outcome: &Result<String>, _: Duration) {
        session.add_metric("page size", outcome.as_ref().map_or(0, String::len));
    }
}

#[scenario]
async fn reads(session: &mut Session) -> Result {
    session.run_action(Page).await?;
    Ok(())
}

load_test! {
    ReadsTest { scenarios: [reads] }
}

#[tokio::test]
async fn an_action_may_use_verbs_and_say_what_is_recorded() {
    let server = Recording::start(|_| answer("200 OK", &[], "text"));
    let ran: Ran = run::<ReadsTest>(&server.url()).await;
    assert_eq!(server.lines(), ["GET /text", "GET /picture"]);
    assert_eq!((ran.count("get(/text)"), ran.count("get(/picture)")), (1, 1));
    assert_eq!((ran.count("page size"), ran.count("page")), (1, 0));
}
