//! `retry_on_error`: how often, after which errors, and how it is counted.

use std::sync::atomic::{AtomicU32, Ordering};

use chaperon::prelude::*;

use super::in_process::{run, run_with};
use super::recording::{Recording, answer};

/// A server whose first answers are 503.
fn failing(times: u32) -> Recording {
    let asked = AtomicU32::new(0);
    Recording::start(move |_| match asked.fetch_add(1, Ordering::Relaxed) < times {
        true => answer("503 Service Unavailable", &[], ""),
        false => answer("200 OK", &[], "up"),
    })
}

async fn ask(session: &mut Session) -> Result<String> {
    Ok(session.get("/").expect_status(200).await?.text().into_owned())
}

/// How it is retried.
#[derive(Config)]
struct Tries {
    /// Retries; none is forever.
    retries: Option<u32>,
}

#[scenario]
async fn patient(session: &mut Session, config: &Tries) -> Result {
    let trying = session.retry_on_error(ask).random_delay(millis(5));
    let trying = match config.retries {
        Some(retries) => trying.retries(retries),
        None => trying.forever(),
    };
    let text = trying.await?;
    session.check("the value comes back", text == "up");
    Ok(())
}

load_test! {
    PatientTest {
        default_config: { scenario_timeout: 60s },
        scenarios: [patient { retries: 3 }],
    }
}

load_test! {
    ForeverTest {
        default_config: { scenario_timeout: 60s },
        scenarios: [patient],
    }
}

#[tokio::test]
async fn what_fails_is_tried_again_and_each_failure_is_counted_once() {
    let server = failing(3);
    let ran = run::<PatientTest>(&server.url()).await;
    assert_eq!(server.lines().len(), 4);
    ran.held("the value comes back", 1);
    assert_eq!(ran.all_errors(), [("status".to_owned(), 3)]);
    assert_eq!(ran.sessions("patient").finished, 1);
}

#[tokio::test]
async fn the_error_of_the_last_retry_ends_the_session() {
    let server = failing(u32::MAX);
    let ran = run::<PatientTest>(&server.url()).await;
    assert_eq!(server.lines().len(), 4);
    assert_eq!(ran.all_errors(), [("status".to_owned(), 4)]);
    assert_eq!(ran.sessions("patient").failed, 1);
}

#[tokio::test]
async fn forever_goes_on_until_it_succeeds() {
    let server = failing(20);
    let ran = run::<ForeverTest>(&server.url()).await;
    assert_eq!(server.lines().len(), 21);
    ran.held("the value comes back", 1);
}

#[tokio::test]
async fn forever_ends_when_the_load_test_is_stopping() {
    let server = failing(u32::MAX);
    let ran = run_with::<ForeverTest>(&server.url(), |options| {
        options.duration = Some(millis(100));
    })
    .await;
    assert_eq!(ran.errors("status"), server.lines().len() as u64);
    assert_eq!(ran.sessions("patient").failed, 1);
}

#[scenario]
async fn gives_up(session: &mut Session) -> Result {
    let trying = session.retry_on_error(async |session| {
        session.counter("attempts", 1);
        session.abort("enough")
    });
    trying.forever().delay(Duration::ZERO).await
}

load_test! {
    GivesUpTest {
        default_config: { scenario_timeout: 60s },
        scenarios: [gives_up],
    }
}

#[tokio::test]
async fn an_abort_is_not_retried() {
    let ran = run::<GivesUpTest>("http://127.0.0.1:9").await;
    assert_eq!(ran.count("attempts"), 1);
    assert_eq!(ran.errors("aborted"), 1);
}

#[scenario]
async fn once_more(session: &mut Session) -> Result {
    session
        .retry_on_error(async |session| {
            session.counter("attempts", 1);
            Err::<(), _>(std::io::Error::other("on purpose").into())
        })
        .delay(millis(1)..millis(2))
        .await
}

load_test! {
    OnceMoreTest {
        default_config: { scenario_timeout: 60s },
        scenarios: [once_more],
    }
}

#[tokio::test]
async fn without_another_word_there_is_one_retry() {
    let ran = run::<OnceMoreTest>("http://127.0.0.1:9").await;
    assert_eq!(ran.count("attempts"), 2);
    assert_eq!(ran.errors("other"), 2);
}
