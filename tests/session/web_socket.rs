//! WebSockets of a session.

use std::future::poll_fn;
use std::net::TcpListener;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::mpsc::{self, Receiver, Sender};
use std::task::Poll;
use std::thread;

use chaperon::ErrorKind;
use chaperon::prelude::*;
use chaperon_examples::demo_target::DemoTarget;
use tokio_tungstenite::tungstenite::{self, Message};

use super::in_process::{run, run_with};

fn kind<T>(outcome: &Result<T>) -> Option<ErrorKind> {
    outcome.as_ref().err().map(chaperon::Error::kind)
}

#[scenario]
async fn talks(session: &mut Session) -> Result {
    let early = session.ws_send("early").await;
    let said = early.as_ref().err().map(ToString::to_string).unwrap_or_default();
    session.check("not connected", said == "no WebSocket is connected: call ws_connect first");
    session.check("of its kind", kind(&early) == Some(ErrorKind::WsNotConnected));

    session.ws_connect("/ws/echo?x=1").await?;
    session.ws_send("text").await?;
    let text = session.ws_recv().await?;
    session.check("text", text.is_text() && text.text() == "text");
    session.ws_send(vec![1_u8, 2]).await?;
    session.ws_send("as bytes").binary().await?;
    session.ws_send(json!({"n": 1})).await?;
    session.ws_send(json!({"n": 2})).await?;
    session.ws_send("the end").await?;
    let bytes = session.ws_await_recv(vec![1_u8, 2]).await?;
    session.check("bytes", !bytes.is_text());
    let bytes = session.ws_recv().await?;
    session.check("text as bytes", !bytes.is_text() && bytes.text() == "as bytes");
    let value: serde_json::Value = session.ws_recv().decode().await?;
    session.check("decoded", value["n"] == 1);
    session.ws_await_recv(json!({"n": 2})).await?;
    session.ws_await_recv(|message: &chaperon::WsMessage| message.text().ends_with("end")).await?;
    let late = session.ws_recv().timeout(millis(20)).await;
    session.check("late", kind(&late) == Some(ErrorKind::Timeout));

    session.ws("b").connect("/ping/pong").await?;
    session.ws("b").send("ping").await?;
    session.ws("b").await_recv("pong").await?;
    let other = session.ws("c").send("x").await;
    let said = other.err().map(|error| error.to_string()).unwrap_or_default();
    session.check("names are told", said.contains("`c`") && said.contains('b'));

    session.ws_close().await?;
    session.ws_close().await?;
    let closed = session.ws_send("late").await;
    session.check("closed", kind(&closed) == Some(ErrorKind::WsNotConnected));
    session.ws_connect("/ws/echo").await?;
    session.ws_send("again").await?;
    session.ws_await_recv("again").await?;
    session.ws_reset().await?;
    Ok(())
}

load_test! {
    Talks { scenarios: [talks] }
}

#[tokio::test]
async fn messages_of_every_kind_go_over_named_connections() {
    let target = DemoTarget::start().unwrap();
    let ran = run::<Talks>(target.url()).await;
    for check in [
        "not connected",
        "of its kind",
        "text",
        "bytes",
        "text as bytes",
        "decoded",
        "late",
        "names are told",
        "closed",
    ] {
        ran.held(check, 1);
    }
    assert_eq!(ran.sessions("talks").finished, 1, "{:?}", ran.all_errors());
    let (echo, pong) =
        (target.served().messages("/ws/echo"), target.served().messages("/ping/pong"));
    assert_eq!((echo.connects, pong.connects), (2, 1));
    assert_eq!(ran.count("ws_connect(/ws/echo)"), 2);
    assert_eq!(ran.count("ws_send(/ws/echo)"), echo.received);
    // The wait that was in vain is a sample, too.
    assert_eq!(ran.count("ws_recv(/ws/echo)"), echo.sent + 1);
    assert_eq!(ran.count("ws_round_trip(/ping/pong)"), 1);
    assert_eq!((ran.errors("timeout"), ran.errors("ws_not_connected")), (1, 3));
}

#[scenario]
async fn idles(session: &mut Session) -> Result {
    session.ws_connect("/").headers([("x-own", "1")]).await?;
    session.delay(millis(300)).await
}

load_test! {
    Idles { scenarios: [idles] }
}

/// Accepts one WebSocket, pings it, and tells what comes back until it closes.
fn pinging() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (events, told) = mpsc::channel();
    thread::spawn(move || ping(listener, &events));
    (url, told)
}

fn ping(listener: TcpListener, events: &Sender<String>) {
    let (stream, _) = listener.accept().unwrap();
    let mut socket = tungstenite::accept(stream).unwrap();
    socket.send(Message::Ping(b"are you there"[..].into())).unwrap();
    loop {
        let event = match socket.read() {
            Ok(Message::Pong(_)) => "pong",
            Ok(Message::Close(_)) => "close",
            Ok(_) => "message",
            Err(_) => "end",
        };
        if events.send(event.to_owned()).is_err() || event == "end" {
            return;
        }
    }
}

#[tokio::test]
async fn pings_are_answered_while_the_session_delays_and_its_end_closes() {
    let (url, told) = pinging();
    let ran = run::<Idles>(&url).await;
    assert_eq!(ran.all_errors(), []);
    assert_eq!(told.recv_timeout(seconds(10)).unwrap(), "pong");
    let ends: Vec<String> = told.iter().collect();
    assert_eq!(ends.last().map(String::as_str), Some("end"), "{ends:?}");
}

async fn idle(session: &mut Session) -> Result {
    session.ws_connect("/").await?;
    session.delay(millis(300)).await
}

#[scenario]
async fn child_idles(session: &mut Session) -> Result {
    session.spawn("idle", idle);
    session.join("idle").await
}

#[scenario]
async fn call_idles(session: &mut Session) -> Result {
    session.cc_spread(idle, 1, millis(10)).await
}

load_test! {
    ChildIdles { scenarios: [child_idles] }
}

load_test! {
    CallIdles { scenarios: [call_idles] }
}

#[tokio::test]
async fn the_sockets_of_child_tasks_are_served_while_these_delay() {
    let (url, told) = pinging();
    let ran = run::<ChildIdles>(&url).await;
    assert_eq!(ran.all_errors(), []);
    assert_eq!(told.recv_timeout(seconds(10)).unwrap(), "pong");

    let (url, told) = pinging();
    let ran = run::<CallIdles>(&url).await;
    assert_eq!(ran.all_errors(), []);
    assert_eq!(told.recv_timeout(seconds(10)).unwrap(), "pong");
}

#[scenario]
async fn too_much(session: &mut Session) -> Result {
    session.ws_connect("/ws/echo").await?;
    session.ws_send("x".repeat(200)).await?;
    session.ws_recv().await?;
    Ok(())
}

load_test! {
    TooMuch { scenarios: [too_much] }
}

#[tokio::test]
async fn a_message_above_the_limit_is_an_error_of_its_kind() {
    let target = DemoTarget::start().unwrap();
    let ran = run_with::<TooMuch>(target.url(), |options| {
        options.config.set_text("ws.max_message=100").unwrap();
    })
    .await;
    assert_eq!(ran.all_errors(), [("ws_message_too_large".to_owned(), 1)]);
}

/// More than the system keeps of what nobody reads.
fn large() -> Vec<u8> {
    (0..12_000_000_u32).map(|at| (at % 251) as u8).collect()
}

/// Has the server read.
async fn wakes_the_reader(session: &mut Session) -> Result {
    session.ws_connect("/").await
}

#[scenario]
async fn sends_much(session: &mut Session) -> Result {
    session.ws_connect("/").await?;
    // It runs once the message has to wait.
    session.spawn("reader", wakes_the_reader);
    session.ws_send(large()).await?;
    session.join("reader").await
}

#[scenario]
async fn sends_much_and_looks(session: &mut Session) -> Result {
    session.ws_connect("/").await?;
    session.spawn("reader", wakes_the_reader);
    let send = session.ws_send(large());
    send.with_result(async |session, result| {
        session.check("sent", result.is_ok());
        Ok(())
    })
    .await?;
    session.join("reader").await
}

load_test! {
    SendsMuch { scenarios: [sends_much] }
}

load_test! {
    SendsMuchAndLooks { scenarios: [sends_much_and_looks] }
}

/// Accepts a WebSocket, reads nothing of it until another one comes, and tells of each message
/// whether it is the large one.
fn reading_late() -> (String, Receiver<bool>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (messages, told) = mpsc::channel();
    thread::spawn(move || {
        let accept = || tungstenite::accept(listener.accept().unwrap().0).unwrap();
        let mut socket = accept();
        let _other = accept();
        while let Ok(Message::Binary(bytes)) = socket.read() {
            messages.send(bytes == large()).unwrap();
        }
    });
    (url, told)
}

#[tokio::test]
async fn a_message_that_the_system_does_not_take_at_once_arrives_whole_and_once() {
    let (url, told) = reading_late();
    let ran = run::<SendsMuch>(&url).await;
    assert_eq!((ran.all_errors(), ran.count("ws_send(/)")), (vec![], 1));
    assert_eq!(told.iter().collect::<Vec<_>>(), [true]);
}

#[tokio::test]
async fn with_a_callback_it_arrives_whole_and_once_too() {
    let (url, told) = reading_late();
    let ran = run::<SendsMuchAndLooks>(&url).await;
    assert_eq!((ran.all_errors(), ran.count("ws_send(/)")), (vec![], 1));
    assert_eq!(told.iter().collect::<Vec<_>>(), [true]);
    ran.held("sent", 1);
}

#[scenario]
async fn polls_again(session: &mut Session) -> Result {
    session.ws_connect("/ws/echo").await?;
    let mut send = session.ws_send("once").into_future();
    (&mut send).await?;
    let again = panic_of(send).await;
    session.check("sent once", again == Some("`WsSending` is polled after its end"));
    let mut receive = session.ws_recv().into_future();
    (&mut receive).await?;
    let again = panic_of(receive).await;
    session.check("received once", again == Some("`WsReceiving` is polled after its end"));
    Ok(())
}

/// What a future says that must not be polled.
async fn panic_of(mut future: impl Future + Unpin) -> Option<&'static str> {
    poll_fn(|cx| {
        let polled = catch_unwind(AssertUnwindSafe(|| drop(Pin::new(&mut future).poll(cx))));
        Poll::Ready(polled.err().and_then(|said| said.downcast_ref().copied()))
    })
    .await
}

load_test! {
    PollsAgain { scenarios: [polls_again] }
}

#[tokio::test]
async fn polled_after_its_end_neither_sends_nor_receives_again() {
    let target = DemoTarget::start().unwrap();
    let ran = run::<PollsAgain>(target.url()).await;
    assert_eq!(ran.all_errors(), []);
    ran.held("sent once", 1);
    ran.held("received once", 1);
    assert_eq!(target.served().messages("/ws/echo").received, 1);
}
