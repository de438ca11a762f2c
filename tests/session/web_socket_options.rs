//! What WebSocket actions can be told: attempts, names, templates, callbacks, decoding.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use chaperon::ErrorKind;
use chaperon::prelude::*;
use chaperon_examples::demo_target::DemoTarget;
use tokio_tungstenite::tungstenite;

use super::in_process::{Ran, run, run_with};

#[scenario]
async fn connects(session: &mut Session) -> Result {
    session.ws_connect("/late").await
}

load_test! {
    Connects { scenarios: [connects] }
}

/// A server that takes every connection, and answers handshakes only from this number on.
fn answering_from(first: u64) -> (String, Arc<AtomicU64>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let accepted = Arc::<AtomicU64>::default();
    let count = accepted.clone();
    thread::spawn(move || {
        let mut silent = Vec::new();
        for stream in listener.incoming() {
            let stream = stream.unwrap();
            if count.fetch_add(1, Ordering::SeqCst) + 1 < first {
                silent.push(stream);
                continue;
            }
            let Ok(mut socket) = tungstenite::accept(stream) else { continue };
            while socket.read().is_ok() {}
        }
    });
    (url, accepted)
}

async fn connect_to(url: &str, settings: &[&str]) -> Ran {
    run_with::<Connects>(url, |options| {
        for setting in settings {
            options.config.set_text(setting).unwrap();
        }
    })
    .await
}

#[tokio::test]
async fn a_handshake_that_is_not_answered_is_tried_again_within_the_timeout() {
    let (url, accepted) = answering_from(3);
    let ran = connect_to(&url, &["timeout=1min", "ws.connect_timeout=100ms"]).await;
    assert_eq!(ran.sessions("connects").finished, 1, "{:?}", ran.all_errors());
    let attempts = accepted.load(Ordering::SeqCst);
    assert!(attempts >= 3, "{attempts}");
    assert_eq!(ran.count("ws_connect(/late)"), attempts);
    assert_eq!(timeouts(&ran), attempts - 1);
}

#[tokio::test]
async fn without_an_answer_all_attempts_end_with_the_timeout() {
    let (url, _) = answering_from(u64::MAX);
    let ran = connect_to(&url, &["timeout=200ms", "ws.connect_timeout=20ms"]).await;
    assert_eq!(ran.sessions("connects").failed, 1);
    assert!(timeouts(&ran) >= 1);
    assert_eq!(ran.count("ws_connect(/late)"), timeouts(&ran));
}

#[tokio::test]
async fn there_is_one_attempt_without_a_connect_timeout() {
    let (url, _) = answering_from(u64::MAX);
    let ran = connect_to(&url, &["timeout=50ms", "ws.connect_timeout=none"]).await;
    assert_eq!((ran.count("ws_connect(/late)"), timeouts(&ran)), (1, 1));
}

/// How many attempts were given up. Nothing else may have gone wrong.
fn timeouts(ran: &Ran) -> u64 {
    let errors = ran.all_errors();
    assert!(errors.iter().all(|(kind, _)| kind.starts_with("timeout:")), "{errors:?}");
    errors.iter().map(|(_, count)| count).sum()
}

#[tokio::test]
async fn a_refusal_is_not_tried_again() {
    let target = DemoTarget::start().unwrap();
    let ran = connect_to(target.url(), &[]).await;
    assert_eq!(ran.all_errors(), [("ws_refused".to_owned(), 1)]);
}

#[scenario]
async fn names(session: &mut Session) -> Result {
    session.ws_connect("/ws/{what}").param("what", "echo").await?;
    session.ws_send("a").await?;
    session.ws_await_recv("a").await?;
    session.ws("b").connect("/ws/echo?seat=1").metric("seat").await?;
    session.ws("b").send("b").await?;
    session.ws("b").recv().await?;
    let unfilled = session.ws_connect("/ws/{what}").await.unwrap_err();
    let said = "`/ws/{what}` has no value for `{what}`: add `.param(\"what\", value)`";
    session.check("an unfilled one is refused", unfilled.to_string() == said);
    session.check("of its kind", unfilled.kind() == ErrorKind::Template);
    Ok(())
}

load_test! {
    Names { scenarios: [names] }
}

#[tokio::test]
async fn all_metrics_of_a_web_socket_go_by_its_template_or_its_name() {
    let target = DemoTarget::start().unwrap();
    let ran = run::<Names>(target.url()).await;
    assert_eq!(target.served().messages("/ws/echo").connects, 2);
    for metric in ["ws_connect", "ws_send", "ws_recv", "ws_round_trip"] {
        assert_eq!(ran.count(&format!("{metric}(/ws/{{what}})")), 1, "{metric}");
    }
    for metric in ["ws_connect", "ws_send", "ws_recv"] {
        assert_eq!(ran.count(&format!("{metric}(seat)")), 1, "{metric}");
    }
    ran.held("an unfilled one is refused", 1);
    ran.held("of its kind", 1);
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Move {
    x: u32,
}

#[scenario]
async fn tells(session: &mut Session) -> Result {
    let connect = session.ws_connect("/ws/echo");
    connect.with_result(async |session, result| said(session, "connected", result)).await?;
    let send = session.ws_send(json!(Move { x: 1 }));
    send.with_result(async |session, result| said(session, "sent", result)).await?;
    let is_move = |message: &chaperon::WsMessage| message.text().contains('x');
    let back: Move = session.ws_await_recv(is_move).decode().await?;
    session.check("decoded", back.x == 1);

    session.ws_send("no json").await?;
    let wrong = session.ws_await_recv("no json").decode::<Move>().await.map(|back| back.x);
    session.check("what is none is an error", wrong.is_err_and(|e| e.kind() == ErrorKind::Decode));

    let lost = session.ws("lost").send("x");
    let outcome = lost.with_result(async |_, _| -> Result { Err(std::io::Error::other("mine"))? });
    let outcome = outcome.await.unwrap_err();
    session.check("a callback's error is the outcome", outcome.to_string() == "mine");
    let nowhere = session.ws_connect("/nowhere");
    let outcome = nowhere.with_result(async |session, result| {
        session.check("told of the refusal", result.is_err());
        Ok(())
    });
    let outcome = outcome.await;
    session.check("and given back", outcome.is_err());
    Ok(())
}

fn said(session: &mut Session, what: &str, result: Result<&(), &chaperon::Error>) -> Result {
    session.check(what, result.is_ok());
    Ok(())
}

load_test! {
    Tells { scenarios: [tells] }
}

#[tokio::test]
async fn connects_and_sends_tell_their_outcome_and_awaited_messages_are_decoded() {
    let target = DemoTarget::start().unwrap();
    let ran = run::<Tells>(target.url()).await;
    for check in [
        "connected",
        "sent",
        "decoded",
        "what is none is an error",
        "a callback's error is the outcome",
        "told of the refusal",
        "and given back",
    ] {
        ran.held(check, 1);
    }
    assert_eq!(ran.sessions("tells").finished, 1, "{:?}", ran.all_errors());
    assert_eq!((ran.errors("decode"), ran.errors("ws_refused")), (1, 1));
}
