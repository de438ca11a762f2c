//! The demo target answers as its table says, and counts what it served.

use std::net::TcpStream;
use std::time::Duration;

use chaperon_examples::demo_target::{DemoTarget, Served};
use tokio_tungstenite::tungstenite::{self, Message, WebSocket};

use crate::raw_client::{ask, send};
use crate::until::until;

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";
const JSON: &str = "Content-Type: application/json";

#[test]
fn a_login_gives_a_cookie_that_opens_the_account_until_logout() {
    let target = DemoTarget::start().unwrap();
    let at = target.address();
    let login = ask(at, "POST /login", &[FORM], "user=admin&password=secret");
    assert_eq!(login.status, 200);
    let cookie = login.header("set-cookie").unwrap().split(';').next().unwrap();
    let cookie = format!("Cookie: theme=dark; {cookie}");
    assert_eq!(ask(at, "GET /account", &[&cookie], "").body, "account of admin\n");
    assert_eq!(ask(at, "GET /account", &[], "").status, 401);
    assert_eq!(ask(at, "GET /account", &["Cookie: session=made-up"], "").status, 401);
    assert_eq!(ask(at, "POST /logout", &[&cookie], "").status, 200);
    assert_eq!(ask(at, "GET /account", &[&cookie], "").status, 401);
    assert_eq!(target.served().http["GET /account"].statuses, [(200, 1), (401, 3)].into());
}

#[test]
fn a_login_is_taken_as_json_too_and_refused_when_wrong_or_malformed() {
    let target = DemoTarget::start().unwrap();
    let log_in = |kind, body| ask(target.address(), "POST /login", &[kind], body).status;
    assert_eq!(log_in(JSON, r#"{"user":"admin","password":"secret"}"#), 200);
    assert_eq!(log_in(JSON, r#"{"user":"admin","password":"guess"}"#), 401);
    assert_eq!(log_in(FORM, "user=nobody&password=secret"), 401);
    assert_eq!(log_in(FORM, "user=admin"), 422);
    assert_eq!(target.served().answered("POST /login"), 4);
}

#[test]
fn two_logins_are_two_cookies() {
    let target = DemoTarget::start().unwrap();
    let log_in = || {
        let answer = ask(target.address(), "POST /login", &[FORM], "user=admin&password=secret");
        answer.header("set-cookie").unwrap().to_owned()
    };
    assert_ne!(log_in(), log_in());
}

#[test]
fn echo_takes_any_method_and_gives_back_body_and_type() {
    let target = DemoTarget::start().unwrap();
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
        let answer = ask(target.address(), &format!("{method} /echo"), &["Content-Type: a/b"], "x");
        assert_eq!((answer.status, answer.body.as_str()), (200, "x"));
        assert_eq!(answer.header("content-type"), Some("a/b"));
    }
    assert_eq!(target.served().http.len(), 5);
}

#[test]
fn json_endpoints_give_back_json_and_refuse_what_is_none() {
    let target = DemoTarget::start().unwrap();
    for request in ["PUT /baz", "POST /", "POST /a", "POST /a/config", "POST /b", "POST /c"] {
        let answer = ask(target.address(), request, &[JSON], r#"{"data":[1,2]}"#);
        assert_eq!((answer.status, answer.body.as_str()), (200, r#"{"data":[1,2]}"#));
        assert_eq!(ask(target.address(), request, &[JSON], "{").status, 400);
        assert_eq!(target.served().http[request].statuses, [(200, 1), (400, 1)].into());
    }
}

#[test]
fn statuses_redirects_and_users_are_counted_by_template() {
    let target = DemoTarget::start().unwrap();
    let get = |path: &str| ask(target.address(), &format!("GET {path}"), &[], "");
    assert_eq!(get("/status/503").status, 503);
    assert_eq!(get("/status/204").status, 204);
    assert_eq!(get("/status/199").status, 400);
    assert_eq!(get("/redirect/2").header("location"), Some("/redirect/1"));
    assert_eq!(get("/redirect/0").status, 200);
    assert_eq!(get("/users/7").body, r#"{"id":7,"name":"user 7"}"#);
    assert_eq!(get("/nowhere").status, 404);
    let served = target.served();
    assert_eq!(served.http["GET /status/{code}"].statuses, [(204, 1), (400, 1), (503, 1)].into());
    assert_eq!(served.http["GET /redirect/{n}"].statuses, [(200, 1), (307, 1)].into());
    assert_eq!(served.http["GET /users/{id}"].statuses, [(200, 1)].into());
    assert_eq!(served.http["GET (unknown)"].statuses, [(404, 1)].into());
}

#[test]
fn a_request_that_is_not_answered_is_counted_as_that() {
    let target = DemoTarget::start().unwrap();
    let stream = send(target.address(), "GET /delay/60000", &[], "");
    until(|| target.served().http.contains_key("GET /delay/{ms}"));
    drop(stream);
    let requests = &target.served().http["GET /delay/{ms}"];
    assert_eq!((requests.answered(), requests.unanswered), (0, 1));
}

#[test]
fn a_ping_is_answered_by_a_pong_and_both_are_counted() {
    let target = DemoTarget::start().unwrap();
    let mut socket = connect(&target, "/ping/pong");
    for _ in 0..3 {
        socket.send(Message::text("ping")).unwrap();
        assert_eq!(socket.read().unwrap(), Message::text("pong"));
    }
    socket.send(Message::text("pang")).unwrap();
    assert_eq!(socket.read().unwrap(), Message::text("say ping"));
    let messages = target.served().messages("/ping/pong");
    assert_eq!((messages.connects, messages.received, messages.sent), (1, 4, 4));
    assert!(target.served().http.is_empty(), "a handshake is no HTTP request");
}

#[test]
fn text_and_binary_messages_are_echoed_but_pings_not_counted() {
    let target = DemoTarget::start().unwrap();
    let mut socket = connect(&target, "/ws/echo");
    for message in [Message::text("Echo #0"), Message::binary(vec![0, 255])] {
        socket.send(message.clone()).unwrap();
        assert_eq!(socket.read().unwrap(), message);
    }
    socket.send(Message::Ping("x".into())).unwrap();
    assert_eq!(socket.read().unwrap(), Message::Pong("x".into()));
    let messages = target.served().messages("/ws/echo");
    assert_eq!((messages.connects, messages.received, messages.sent), (1, 2, 2));
}

#[test]
fn websockets_are_counted_as_open_until_they_are_closed() {
    let target = DemoTarget::start().unwrap();
    let open = |path: &str| target.served().messages(path).open;
    let sockets = [connect(&target, "/ws/echo"), connect(&target, "/ws/echo")];
    let subscribed = connect(&target, "/channels/news");
    until(|| (open("/ws/echo"), open("/channels/{name}")) == (2, 1));
    drop(sockets);
    until(|| (open("/ws/echo"), open("/channels/{name}")) == (0, 1));
    drop(subscribed);
    until(|| open("/channels/{name}") == 0);
    assert_eq!(target.served().messages("/ws/echo").connects, 2);
}

#[test]
fn a_plain_request_to_a_websocket_path_is_an_http_request() {
    let target = DemoTarget::start().unwrap();
    assert_eq!(ask(target.address(), "GET /ping/pong", &[], "").status, 400);
    assert_eq!(target.served().messages("/ping/pong").connects, 0);
    assert_eq!(target.served().answered("GET /ping/pong"), 1);
}

#[test]
fn served_is_told_by_http_and_does_not_count_itself() {
    let target = DemoTarget::start().unwrap();
    ask(target.address(), "GET /", &[], "");
    drop(connect(&target, "/ws/echo"));
    let told = ask(target.address(), "GET /served", &[], "").body;
    assert_eq!(serde_json::from_str::<Served>(&told).unwrap(), target.served());
    assert_eq!(target.served().http.keys().collect::<Vec<_>>(), ["GET /"]);
}

#[test]
fn an_address_in_use_is_an_error() {
    let target = DemoTarget::start().unwrap();
    assert!(DemoTarget::start_at(target.address()).is_err());
}

#[test]
fn dropping_it_closes_its_port_also_with_a_websocket_open() {
    let target = DemoTarget::start().unwrap();
    let address = target.address();
    let _socket = connect(&target, "/ws/echo");
    drop(target);
    assert!(TcpStream::connect(address).is_err());
}

pub fn connect(target: &DemoTarget, path: &str) -> WebSocket<TcpStream> {
    let stream = TcpStream::connect(target.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let url = format!("ws://{}{path}", target.address());
    tungstenite::client(url, stream).expect("a WebSocket").0
}
