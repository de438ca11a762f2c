//! What does not come in time, by what it was.

use std::io::Read;
use std::net::TcpStream;

use chaperon::prelude::*;

use super::every_wire::{Wire, ask, on_every_wire, run};
use crate::session::recording::{Answer, Recording, Seen, answer, silent};

on_every_wire! {
    a_head_and_a_body_that_do_not_come_are_told_apart_and_counted_with_their_time,
    a_timeout_is_of_a_request_with_its_redirects,
    a_handshake_that_does_not_end_is_no_connection,
}

fn slow(seen: &Seen) -> Answer {
    match seen.target.as_str() {
        "/silent" => silent(""),
        "/half-a-head" => silent("HTTP/1.1 200 OK\r\nContent-"),
        "/interim" => silent("HTTP/1.1 100 Continue\r\n\r\n"),
        "/half-a-body" => silent("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"),
        "/no-last-chunk" => {
            silent("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n")
        }
        "/away" => answer("302 Found", &["Location: /silent"], "").into(),
        _ => answer("200 OK", &[], "hello").into(),
    }
}

async fn a_head_and_a_body_that_do_not_come_are_told_apart_and_counted_with_their_time(wire: Wire) {
    let server = Recording::start(slow);
    let heads = ["GET /silent", "GET /half-a-head", "GET /interim"];
    let bodies = ["GET /half-a-body", "GET /no-last-chunk"];
    let requests = [&heads[..], &bodies[..], &["GET /after"]].concat();
    let asked = ask(wire, &server.url(), &requests, &["timeout=250ms"]).await;
    let late = |requests: &[&str], kind: &str| -> Vec<String> {
        requests.iter().map(|request| format!("{request}: timeout:{kind}")).collect()
    };
    let after = vec!["GET /after: 200 hello".to_owned()];
    assert_eq!(asked.outcomes, [late(&heads, "headers"), late(&bodies, "body"), after].concat());
    assert_eq!(asked.ran.count("get(/silent)"), 1, "the time that was waited is a sample");
    // Nothing else is sent where something is missing: on a connection, or on a stream of it.
    assert_eq!(server.opened(), if wire.is_http2() { 1 } else { 6 });
}

async fn a_timeout_is_of_a_request_with_its_redirects(wire: Wire) {
    let server = Recording::start(slow);
    let asked = ask(wire, &server.url(), &["GET /away"], &["timeout=250ms"]).await;
    assert_eq!(asked.outcomes, ["GET /away: timeout:headers"]);
    assert_eq!(asked.ran.count("get(/silent)"), 1);
}

#[scenario]
async fn shakes_hands(session: &mut Session) -> Result {
    session.get("/").timeout(millis(250)).await?;
    Ok(())
}

load_test! {
    ShakesHands { scenarios: [shakes_hands] }
}

async fn a_handshake_that_does_not_end_is_no_connection(wire: Wire) {
    // It takes all that comes, and the client waits for a greeting.
    let takes_all = |mut stream: TcpStream| {
        let _ = stream.read_to_end(&mut Vec::new());
        stream
    };
    let server = Recording::start_over(takes_all, |_| Vec::new());
    let url = server.url().replace("http:", "https:");
    let ran = run::<ShakesHands>(wire, &url, &[]).await;
    // `reqwest` does not say that the connection was there, and only TLS was not.
    let kind = if !wire.is_reqwest() { "timeout:tls" } else { "timeout:connect" };
    assert_eq!(ran.all_errors(), [(kind.to_owned(), 1)]);
}
