//! WebSockets: verbs, options, several by name, and what is done at intervals.

use chaperon::prelude::*;
use chaperon::{ErrorKind, WsMessage};
use chaperon_examples::demo_target::DemoTarget;

use super::walk::{counted, walk};

#[scenario]
async fn verbs(session: &mut Session) -> Result {
    steps! { session =>
        .ws_connect("/ws/echo");
        .ws_send("one");
        .ws_recv();
        .ws_send("two");
        .ws_send("three");
        .ws_await_recv("three");
        .ws_send(json!({ "four": 4 }));
        .ws_await_recv(json!({ "four": 4 }));
        .ws_send("five");
        .ws_await_recv(|message: &WsMessage| message.text().starts_with("fi"));
        .ws_close();
    }?;
    let closed = session.ws_send("after").await.unwrap_err();
    session.check("closed", closed.kind() == ErrorKind::WsNotConnected);
    session.ws_connect("/ping/pong").await?;
    session.ws_send("ping").await?;
    session.ws_await_recv("pong").await?;
    session.ws_reset().await?;
    let reset = session.ws_recv().await.unwrap_err();
    session.check("reset", reset.kind() == ErrorKind::WsNotConnected);
    session.check("says what to do", reset.to_string().contains("call ws_connect first"));
    Ok(())
}

load_test! {
    Verbs { scenarios: [verbs] }
}

#[test]
fn ws_connect_ws_send_ws_recv_ws_await_recv_ws_close_ws_reset() {
    let target = DemoTarget::start().unwrap();
    let ran = walk::<Verbs>(target.url());
    let echo = target.served().messages("/ws/echo");
    assert_eq!((echo.connects, echo.received, echo.sent), (1, 5, 5));
    counted(
        &ran,
        &[
            ("ws_connect(/ws/echo)", 1),
            ("ws_send(/ws/echo)", 5),
            ("ws_recv(/ws/echo)", 5),
            ("ws_round_trip(/ws/echo)", 3),
            ("ws_connect(/ping/pong)", 1),
            ("ws_round_trip(/ping/pong)", 1),
        ],
    );
}

/// A message of the game.
#[derive(serde::Serialize, serde::Deserialize, PartialEq)]
struct Move {
    x: u32,
}

async fn noted<T>(session: &mut Session, result: Result<T, &chaperon::Error>) -> Result {
    session.counter("with_result", u64::from(result.is_ok()));
    Ok(())
}

#[scenario]
async fn options(session: &mut Session) -> Result {
    let connect = session.ws_connect("/ws/{what}").param("what", "echo").metric("game");
    let connect = connect.header("x-one", 1).headers([("x-two", "2")]).timeout(seconds(5));
    connect.with_result(async |session, result| noted(session, result).await).await?;
    let send = session.ws_send(json!(Move { x: 1 })).binary().timeout(seconds(5));
    send.with_result(async |session, result| noted(session, result).await).await?;
    let receive = session.ws_recv().timeout(seconds(5));
    let message = receive.with_result(async |session, result| noted(session, result).await).await?;
    session.check("binary", !message.is_text() && message.json::<Move>()?.x == 1);
    session.ws_send(json!(Move { x: 2 })).await?;
    let text: Move = session.ws_recv().decode().await?;
    session.ws_send(json!(Move { x: 3 })).await?;
    let awaited: Move = session.ws_await_recv(json!({ "x": 3 })).decode().await?;
    session.check("decode", (text.x, awaited.x) == (2, 3));
    let none = session.ws_recv().timeout(millis(5)).await.unwrap_err();
    session.check("timeout", none.kind() == ErrorKind::Timeout);
    session.ws_send("no move").await?;
    let wrong = session.ws_recv().decode::<Move>().await.map(drop).unwrap_err();
    session.check("a wrong one is shown", wrong.to_string().contains("no move"));
    Ok(())
}

load_test! {
    Options { scenarios: [options] }
}

#[test]
fn timeout_json_binary_headers_decode_with_result() {
    let target = DemoTarget::start().unwrap();
    let ran = walk::<Options>(target.url());
    counted(&ran, &[("ws_connect(game)", 1), ("ws_send(game)", 4), ("with_result", 3)]);
    assert_eq!((ran.errors("timeout"), ran.errors("decode")), (1, 1));
}

#[scenario]
async fn names(session: &mut Session) -> Result {
    session.ws_connect("/ws/echo").await?;
    session.ws("b").connect("/ping/pong").await?;
    session.ws("b").send("ping").await?;
    session.ws_send("unnamed").await?;
    session.ws("b").await_recv("pong").await?;
    session.ws_await_recv("unnamed").await?;
    session.ws("b").send("ping").await?;
    session.ws("b").recv().await?;
    session.ws("b").close().await?;
    let closed = session.ws("b").send("ping").await.unwrap_err();
    session.check("only the one is closed", closed.kind() == ErrorKind::WsNotConnected);
    session.ws("c").connect("/ws/echo").await?;
    session.ws("c").reset()?;
    session.ws_send("still here").await?;
    session.ws_recv().await?;
    Ok(())
}

load_test! {
    Names { scenarios: [names] }
}

#[test]
fn name_is_ws() {
    let target = DemoTarget::start().unwrap();
    walk::<Names>(target.url());
    let served = target.served();
    assert_eq!(served.messages("/ping/pong").received, 2);
    assert_eq!((served.messages("/ws/echo").connects, served.messages("/ws/echo").sent), (2, 2));
}

#[scenario]
async fn intervals(session: &mut Session) -> Result {
    session.ws_connect("/ws/echo").await?;
    session.every(millis(2), async |session| session.ws_send("tick").await);
    for _ in 0..3 {
        session.ws_await_recv("tick").await?;
    }
    Ok(())
}

load_test! {
    Intervals { scenarios: [intervals] }
}

#[test]
fn interval_is_every() {
    let target = DemoTarget::start().unwrap();
    let ran = walk::<Intervals>(target.url());
    assert_eq!(ran.count("ws_recv(/ws/echo)"), 3);
    assert!(target.served().messages("/ws/echo").received >= 3);
}
