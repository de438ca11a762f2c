//! The demo target's channels: what is published is read by long poll and WebSocket, and counted.

use std::io::Read;
use std::net::TcpStream;

use chaperon_examples::demo_target::DemoTarget;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{Message, WebSocket};

use crate::demo_target::connect;
use crate::raw_client::{ask, send};
use crate::until::until;

const JSON: &str = "Content-Type: application/json";
const LOG: &str = "/channels/{name}";

fn publish(target: &DemoTarget, request: &str, body: &Value) -> Value {
    let answer = ask(target.address(), request, &[JSON], &body.to_string());
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

fn poll(target: &DemoTarget, path_and_query: &str) -> Value {
    let answer = ask(target.address(), &format!("GET {path_and_query}"), &[], "");
    assert_eq!(answer.status, 200, "{}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

fn next(socket: &mut WebSocket<TcpStream>) -> Value {
    serde_json::from_str(socket.read().unwrap().to_text().unwrap()).unwrap()
}

fn message(sequence: u64, payload: impl Into<Value>) -> Value {
    json!({ "sequence": sequence, "payload": payload.into() })
}

#[test]
fn what_is_published_by_put_and_post_is_numbered_and_read_by_long_poll() {
    let target = DemoTarget::start().unwrap();
    assert_eq!(publish(&target, "PUT /channels/a", &json!("one")), json!({ "sequence": 1 }));
    assert_eq!(publish(&target, "POST /channels/a", &json!({"n": 2})), json!({ "sequence": 2 }));
    assert_eq!(publish(&target, "PUT /channels/b", &json!(null)), json!({ "sequence": 1 }));
    let both = json!({
        "last_message_sequence": 2,
        "messages": [message(1, "one"), message(2, json!({"n": 2}))],
    });
    assert_eq!(poll(&target, "/channels/a?last_message_sequence=0"), both);
    let newer = poll(&target, "/channels/a?last_message_sequence=1");
    assert_eq!(newer["messages"], json!([message(2, json!({"n": 2}))]));
    let served = target.served();
    assert_eq!(served.http["PUT /channels/{name}"].statuses, [(200, 2)].into());
    assert_eq!(served.http["POST /channels/{name}"].statuses, [(200, 1)].into());
    assert_eq!(served.http["GET /channels/{name}"].statuses, [(200, 2)].into());
}

#[test]
fn a_long_poll_waits_for_what_is_newer_and_not_for_ever() {
    let target = DemoTarget::start().unwrap();
    publish(&target, "PUT /channels/a", &json!("old"));
    let mut waiting = send(target.address(), "GET /channels/a?wait=30000", &[], "");
    until(|| unanswered(&target) == 1);
    publish(&target, "PUT /channels/a", &json!("new"));
    let mut answer = String::new();
    waiting.read_to_string(&mut answer).unwrap();
    let body = answer.split("\r\n\r\n").nth(1).unwrap();
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["messages"], json!([message(2, "new")]));
    let query = "GET /channels/a?last_message_sequence=2&wait=10";
    assert_eq!(ask(target.address(), query, &[], "").status, 204);
    assert_eq!(unanswered(&target), 0);
}

/// Long polls under way. What is under way may be waiting already, or about to; the server has one
/// thread, and what is published later comes later.
fn unanswered(target: &DemoTarget) -> u64 {
    target.served().http.get("GET /channels/{name}").map_or(0, |requests| requests.unanswered)
}

#[test]
fn a_batch_is_published_to_each_of_its_channels_in_order() {
    let target = DemoTarget::start().unwrap();
    let batch = json!([
        {"channel": "a", "payload": 1, "ttl": 1000},
        {"channel": "b", "payload": 2},
        {"channel": "a", "payload": 3},
    ]);
    assert_eq!(publish(&target, "PUT /channels", &batch), json!({ "published": 3 }));
    let read = poll(&target, "/channels/a?last_message_sequence=0");
    assert_eq!(read["messages"], json!([message(1, 1), message(2, 3)]));
    assert_eq!(target.served().answered("PUT /channels"), 1);
}

#[test]
fn a_subscription_starts_where_its_query_says_and_goes_on() {
    let target = DemoTarget::start().unwrap();
    for number in 1..=3 {
        publish(&target, "PUT /channels/a", &json!(number));
    }
    let mut socket = connect(&target, "/channels/a?last_message_sequence=1");
    assert_eq!(next(&mut socket), message(2, 2));
    assert_eq!(next(&mut socket), message(3, 3));
    publish(&target, "PUT /channels/a", &json!(4));
    assert_eq!(next(&mut socket), message(4, 4));
    let messages = target.served().messages(LOG);
    assert_eq!((messages.connects, messages.received, messages.sent), (1, 0, 3));
    assert!(!target.served().http.contains_key("GET /channels/{name}"), "no HTTP request");
}

#[test]
fn a_subscription_starts_where_its_first_message_says() {
    let target = DemoTarget::start().unwrap();
    publish(&target, "PUT /channels/a", &json!("early"));
    let mut socket = connect(&target, "/channels/a");
    socket.send(Message::text("hello")).unwrap();
    assert_eq!(socket.read().unwrap(), Message::text(r#"say {"last_message_sequence": 0}"#));
    socket.send(Message::text(r#"{"last_message_sequence": 0}"#)).unwrap();
    assert_eq!(next(&mut socket), message(1, "early"));
    socket.send(Message::text(r#"{"last_message_sequence": 0}"#)).unwrap();
    assert_eq!(next(&mut socket), message(1, "early"), "and again from another place");
    let messages = target.served().messages(LOG);
    assert_eq!((messages.connects, messages.received, messages.sent), (1, 3, 3));
}

#[test]
fn each_publication_after_the_handshake_reaches_each_subscriber() {
    let target = DemoTarget::start().unwrap();
    let some = json!({"data": "some"});
    publish(&target, "POST /publications", &json!("before"));
    let mut sockets = [connect(&target, "/publications"), connect(&target, "/publications")];
    publish(&target, "POST /publications", &some);
    publish(&target, "POST /publications", &json!("more"));
    for socket in &mut sockets {
        assert_eq!(next(socket), message(2, some.clone()));
        assert_eq!(next(socket), message(3, "more"));
    }
    let messages = target.served().messages("/publications");
    assert_eq!((messages.connects, messages.received, messages.sent), (2, 0, 4));
    assert_eq!(target.served().answered("POST /publications"), 3);
}

#[test]
fn what_is_no_message_or_no_channel_is_refused() {
    let target = DemoTarget::start().unwrap();
    let status = |request: &str, body: &str| ask(target.address(), request, &[JSON], body).status;
    assert_eq!(status("PUT /channels/a", "{"), 400);
    assert_eq!(status("PUT /channels/a", &format!("\"{}\"", "x".repeat(300 * 1024))), 413);
    assert_eq!(status(&format!("PUT /channels/{}", "x".repeat(129)), "1"), 400);
    assert_eq!(status("PUT /channels", r#"[{"channel":"a"}]"#), 422);
    assert_eq!(status("GET /channels/a?last_message_sequence=x", ""), 400);
    assert_eq!(status("GET /publications", ""), 400);
    let upgrade = ["Upgrade: websocket", "Connection: upgrade"];
    assert_eq!(ask(target.address(), "GET /channels/a", &upgrade, "").status, 400);
}
