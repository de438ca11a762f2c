//! What is called with the outcome of a request or of a receive.

use chaperon::prelude::*;
use chaperon::{Error, ErrorKind, WsMessage};
use chaperon_examples::demo_target::DemoTarget;

use super::in_process::run;
use super::recording::{Recording, answer};

/// Answers `/500` with 500, resets at `/reset`, and is fine otherwise.
fn server() -> Recording {
    Recording::start(|seen| match seen.target.as_str() {
        "/500" => answer("500 Internal Server Error", &[], "broken"),
        "/304" => answer("304 Not Modified", &[], ""),
        "/reset" => Vec::new(),
        _ => answer("200 OK", &[], r#"{"id": 7}"#),
    })
}

/// Which callbacks a request calls.
async fn called(session: &mut Session, path: &str) -> Result<Vec<String>> {
    session.assign("called", json!([]));
    let outcome = session
        .get(path.to_owned())
        .with_result(async |session, result| {
            let said = result.map(|response| response.status().to_string());
            note(session, said.unwrap_or_else(|error| error.kind().to_string()));
            Ok(())
        })
        .on_ok(async |session, response| {
            note(session, format!("ok {}", response.status()));
            Ok(())
        })
        .on_error(async |session, error| {
            note(session, format!("error {}", error.kind()));
            Ok(())
        })
        .await;
    note(session, if outcome.is_ok() { "Ok" } else { "Err" }.to_owned());
    session.assigned("called")
}

fn note(session: &mut Session, what: String) {
    session.update_assign("called", |called: Option<Vec<String>>| {
        called.into_iter().flatten().chain([what]).collect::<Vec<_>>()
    });
}

#[scenario]
async fn outcomes(session: &mut Session) -> Result {
    let plain = called(session, "/").await?;
    session.check("200", plain == ["200", "ok 200", "Ok"]);
    let unchanged = called(session, "/304").await?;
    session.check("304", unchanged == ["304", "ok 304", "Ok"]);
    let broken = called(session, "/500").await?;
    session.check("500", broken == ["500", "error status", "Ok"]);
    let reset = called(session, "/reset").await?;
    let expected = ["eof_before_headers", "error eof_before_headers", "Err"];
    session.check("reset", reset == expected);
    Ok(())
}

load_test! {
    OutcomesTest {
        default_config: { scenario_timeout: 60s },
        scenarios: [outcomes],
    }
}

#[tokio::test]
async fn each_callback_is_called_for_the_outcome_it_is_meant_for() {
    let ran = run::<OutcomesTest>(&server().url()).await;
    for check in ["200", "304", "500", "reset"] {
        ran.held(check, 1);
    }
    assert_eq!(ran.count("Error HTTP 500 get(/500)"), 1, "a response is counted as one");
    assert_eq!(ran.errors("status"), 0, "what `on_error` is shown is no error of its own");
    assert_eq!(ran.errors("eof_before_headers"), 1);
}

fn on_purpose<T>() -> Result<T> {
    Err(Error::new(ErrorKind::Other, "on purpose"))
}

#[scenario]
async fn that_fail(session: &mut Session) -> Result {
    let first = session.get("/").on_ok(async |_, _| on_purpose::<()>());
    let outcome = first
        .with_result(async |session, _| {
            session.counter("after a failure", 1);
            Ok(())
        })
        .await;
    session.check("its error is the outcome", outcome.is_err());
    session.get("/500").on_error(async |session, error| session.abort(error.to_string())).await?;
    Ok(())
}

load_test! {
    ThatFailTest {
        default_config: { scenario_timeout: 60s },
        scenarios: [that_fail],
    }
}

#[tokio::test]
async fn a_callback_that_fails_ends_the_request() {
    let ran = run::<ThatFailTest>(&server().url()).await;
    ran.held("its error is the outcome", 1);
    assert!(!ran.names().contains(&"after a failure".to_owned()));
    assert_eq!(ran.errors("other"), 1);
    assert_eq!(ran.errors("aborted"), 1);
    assert_eq!(ran.message("aborted"), "get(/500) was answered with 500");
}

/// What the server tells.
#[derive(serde::Deserialize)]
struct Found {
    id: u32,
}

#[scenario]
async fn that_use_the_session(session: &mut Session) -> Result {
    let words = vec!["one".to_owned(), "two".to_owned()];
    let found: Found = session
        .get("/found")
        .on_ok(async |session, response| {
            let found: Found = response.json()?;
            for word in &words {
                session.get("/{word}").param("word", word).await?;
            }
            session.get("/items/{id}").param("id", found.id).await
        })
        .header("x-after", "a callback")
        .decode()
        .await?;
    session.check("what is decoded comes back", found.id == 7 && words.len() == 2);
    Ok(())
}

load_test! {
    ThatUseTest {
        default_config: { scenario_timeout: 60s },
        scenarios: [that_use_the_session],
    }
}

#[tokio::test]
async fn a_callback_may_use_the_session_and_borrow() {
    let server = server();
    let ran = run::<ThatUseTest>(&server.url()).await;
    assert_eq!(ran.all_errors(), []);
    assert_eq!(server.lines(), ["GET /found", "GET /one", "GET /two", "GET /items/7"]);
    assert_eq!(server.only("/found").header("x-after"), Some("a callback"));
    ran.held("what is decoded comes back", 1);
}

/// Notes the message, or the kind of the error.
async fn told(session: &mut Session, result: Result<&WsMessage, &Error>) -> Result {
    let said = result.map(|message| message.text().into_owned());
    note(session, said.unwrap_or_else(|error| error.kind().to_string()));
    Ok(())
}

#[scenario]
async fn of_receives(session: &mut Session) -> Result {
    session.assign("called", json!([]));
    session.ws_connect("/ws/echo").await?;
    for message in ["1", "2", "3", "4"] {
        session.ws_send(message).await?;
    }
    let answered = session.ws_recv().with_result(told);
    answered.with_result(async |session, _| session.ws_send("from a callback").await).await?;
    let two: u32 = session.ws_recv().with_result(told).decode().await?;
    session.ws_await_recv("from a callback").with_result(told).await?;
    let none = session.ws_recv().timeout(millis(10)).with_result(told).await;
    let called: Vec<String> = session.assigned("called")?;
    session.check("each is told", called == ["1", "2", "from a callback", "timeout"]);
    session.check("the outcomes come back", two == 2 && none.is_err());
    session.ws_send("5").await?;
    let failed = session.ws_recv().with_result(async |_, _| on_purpose::<()>()).await;
    session.check("its error is the receive's", failed.is_err());
    Ok(())
}

load_test! {
    OfReceivesTest {
        default_config: { scenario_timeout: 60s },
        scenarios: [of_receives],
    }
}

#[tokio::test]
async fn a_receive_calls_back_with_its_message_or_error() {
    let target = DemoTarget::start().unwrap();
    let ran = run::<OfReceivesTest>(target.url()).await;
    ran.held("each is told", 1);
    ran.held("the outcomes come back", 1);
    ran.held("its error is the receive's", 1);
    assert_eq!((ran.errors("timeout"), ran.errors("other")), (1, 1));
}
