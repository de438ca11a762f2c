//! What a scenario can get wrong: each its own kind of error, and a message that says what to do.

use std::net::TcpListener;
use std::thread;

use chaperon::prelude::*;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;
use tokio_tungstenite::tungstenite::{self, Message};

use super::in_process::{Ran, run_with};
use super::recording::{Recording, answer};

/// Keys of the scenarios here.
#[derive(Config)]
struct Keys {
    /// What goes wrong.
    mistake: String,
    #[expect(dead_code, reason = "it is read by its name")]
    iterations: Option<u32>,
}

/// Keys of `needs_more`.
#[derive(Config)]
struct More {
    /// Which page.
    page: u32,
}

#[scenario]
async fn needs_more(session: &mut Session, config: &More) -> Result {
    session.assign("page", config.page);
    Ok(())
}

#[scenario]
async fn errs(session: &mut Session, config: &Keys) -> Result {
    match config.mistake.as_str() {
        "misspelt key" => session.config::<u32>("iteratons").map(drop),
        "key without value" => session.config::<u32>("iterations").map(drop),
        "unheard-of key" => session.config::<u32>("colour").map(drop),
        "nested key" => session.run_scenario::<needs_more>(|_, _| ()).await,
        "unknown task" => {
            session.spawn("upload", async |session| session.get("/").await);
            session.join("uplaod").await
        }
        "signal from nobody" => session.await_signal("go").await,
        "bad body" => session.get("/bad").decode::<u32>().await.map(drop),
        "bad message" => {
            session.ws_connect("/").await?;
            session.ws_recv().decode::<Vec<u32>>().await.map(drop)
        }
        "closed there" => {
            session.ws_connect("/").await?;
            session.ws_recv().await?;
            session.ws_recv().await.err();
            session.ws_send("too late").await
        }
        "closed here" => {
            session.ws_connect("/").await?;
            session.ws_close().await?;
            session.ws_send("too late").await
        }
        "unfilled" => session.get("/users/{id}").await.map(drop),
        "filled for nothing" => session.get("/users").param("id", 7).await.map(drop),
        "panic" => panic!("on purpose"),
        "panic of a child" => {
            let child = session.spawn("child", async |_| -> Result { panic!("on purpose") });
            session.join(child).await
        }
        other => session.abort(other),
    }
}

load_test! {
    Errs {
        default_config: { .. },
        scenarios: [errs { .. }],
    }
}

async fn err(server: &str, mistake: &str) -> Ran {
    run_with::<Errs>(server, |options| {
        options.config.set_text(&format!("mistake={mistake}")).unwrap();
    })
    .await
}

/// Asserts that a mistake is one error of this kind and message, and that the session failed.
async fn is_told(server: &str, mistake: &str, kind: &str, message: &str) {
    let ran = err(server, mistake).await;
    assert_eq!(ran.all_errors(), [(kind.to_owned(), 1)], "{mistake}");
    assert_eq!(ran.message(kind), message, "{mistake}");
    assert_eq!(ran.sessions("errs").failed, 1, "{mistake}");
}

/// Answers `/bad` with what is no number, and all else with the target.
fn server() -> Recording {
    Recording::start(|seen| match seen.target.as_str() {
        "/bad" => answer("200 OK", &[], &"ä".repeat(300)),
        target => answer("200 OK", &[], target),
    })
}

#[tokio::test]
async fn a_missing_config_key_is_named_with_what_is_near_and_where_to_set_it() {
    let server = server();
    let scenario = "scenario `session::mistakes::errs`";
    let give = "give it in the block, in `default_config`, by --set, --config or the environment";
    let undeclared = "is not set, and no config struct here has it";
    for (mistake, message) in [
        (
            "misspelt key",
            format!("{scenario}: `iteratons` {undeclared}; did you mean `iterations`?"),
        ),
        ("key without value", format!("{scenario}: `iterations` is not set: {give}")),
        (
            "unheard-of key",
            format!("{scenario}: `colour` {undeclared}: add it to one, or call `set_config` first"),
        ),
        (
            "nested key",
            format!(
                "scenario `session::mistakes::needs_more`: `page: u32` is required and not set: \
                 {give}"
            ),
        ),
    ] {
        is_told(&server.url(), mistake, "config", &message).await;
    }
}

#[tokio::test]
async fn an_unknown_task_is_named_beside_those_that_were_spawned() {
    let message = "no task is named `uplaod`; spawned are: upload";
    let ran = err(&server().url(), "unknown task").await;
    assert_eq!((ran.errors("unknown_task"), ran.message("unknown_task").as_str()), (1, message));
}

#[tokio::test]
async fn a_signal_that_nobody_can_send_is_told() {
    let message = "await_signal(\"go\"): cannot come: no child task runs, and it has no parent";
    is_told(&server().url(), "signal from nobody", "signal", message).await;
}

#[tokio::test]
async fn what_is_not_the_expected_json_is_shown_by_its_first_200_characters() {
    let start = "ä".repeat(200);
    let why = "expected value at line 1 column 1";
    let message =
        format!("get(/bad): the body is not what was expected: {why}; it starts: {start}");
    is_told(&server().url(), "bad body", "decode", &message).await;
    let message = format!("the message is not what was expected: {why}; it starts: {start}");
    is_told(&leaving(), "bad message", "decode", &message).await;
}

#[tokio::test]
async fn sending_on_a_closed_web_socket_says_who_closed_it() {
    let ran = err(&leaving(), "closed there").await;
    assert_eq!(ran.all_errors(), [("ws_closed".to_owned(), 2)], "the receive and the send");
    assert!(ran.message("ws_closed").ends_with("code 1001: done"), "{}", ran.message("ws_closed"));
    let message = "no WebSocket is connected: call ws_connect first";
    is_told(&leaving(), "closed here", "ws_not_connected", message).await;
}

/// A server that sends one message that is no JSON, and says goodbye.
fn leaving() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let mut socket = tungstenite::accept(listener.accept().unwrap().0).unwrap();
        socket.send(Message::text("ä".repeat(300))).unwrap();
        let goodbye = CloseFrame { code: 1001.into(), reason: "done".into() };
        socket.close(Some(goodbye)).unwrap();
        while socket.read().is_ok() {}
    });
    url
}

#[tokio::test]
async fn a_template_and_its_values_have_to_match() {
    let server = server();
    let message = "`/users/{id}` has no value for `{id}`: add `.param(\"id\", value)`";
    is_told(&server.url(), "unfilled", "template", message).await;
    let message = "`/users` has no parameter `{id}`";
    is_told(&server.url(), "filled for nothing", "template", message).await;
    assert_eq!(server.lines(), [""; 0], "nothing is sent");
}

#[tokio::test]
async fn a_panic_is_the_error_of_its_session_or_child() {
    for mistake in ["panic", "panic of a child"] {
        let ran = err(&server().url(), mistake).await;
        assert_eq!(ran.all_errors(), [("panic".to_owned(), 1)], "{mistake}");
        let message = ran.message("panic");
        assert!(message.contains("on purpose") && message.contains("mistakes.rs"), "{message}");
        assert_eq!(ran.sessions("errs").failed, 1, "{mistake}");
    }
}
