//! Which connections are used again, and which requests are sent again.

use chaperon::prelude::*;

use super::every_wire::{Wire, ask, on_every_wire, run};
use crate::session::recording::{Answer, Recording, answer, closing};

on_every_wire! {
    a_connection_is_used_again_until_one_side_closes_it,
    a_body_that_comes_in_pieces_leaves_its_connection_for_the_next_request,
    what_may_be_sent_twice_is_once_more_when_the_server_has_closed,
    a_connection_closed_while_idle_is_not_used,
    a_fresh_connection_that_is_closed_is_an_error,
    no_more_are_open_than_allowed,
    each_session_connects_anew_where_nothing_is_reused,
    time_and_bytes_are_told,
}

async fn a_connection_is_used_again_until_one_side_closes_it(wire: Wire) {
    let server = Recording::start(|seen| match seen.target.as_str() {
        "/last" => closing(answer("200 OK", &["Connection: close"], "")),
        _ => answer("200 OK", &[], "").into(),
    });
    let requests = ["GET /", "POST /", "GET /last", "GET /", "HEAD /", "PUT /"];
    let asked = ask(wire, &server.url(), &requests, &[]).await;
    assert_eq!(asked.ran.all_errors(), []);
    let connections: Vec<_> = server.seen().iter().map(|seen| seen.connection).collect();
    assert_eq!(connections, [0, 0, 0, 1, 1, 1]);
    assert_eq!(asked.opened(), 2);
}

async fn a_body_that_comes_in_pieces_leaves_its_connection_for_the_next_request(wire: Wire) {
    let pieces = Recording::start(|_| {
        let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        [head, &chunk.repeat(16), "0\r\n\r\n"].concat().into_bytes()
    });
    let requests = ["GET /"; 20];
    let asked = ask(wire, &pieces.url(), &requests, &["http.count_body_only=true"]).await;
    assert_eq!(asked.outcomes, ["GET /: 200"; 20]);
    assert_eq!((pieces.opened(), asked.opened()), (1, 1));
}

/// Closes each connection when it gets a second request there, unanswered.
fn impatient() -> Recording {
    let answered = std::sync::Mutex::new(std::collections::HashSet::new());
    Recording::start(move |seen| match answered.lock().unwrap().insert(seen.connection) {
        true => Answer::from(answer("200 OK", &[], "hello")),
        false => closing(""),
    })
}

async fn what_may_be_sent_twice_is_once_more_when_the_server_has_closed(wire: Wire) {
    for (request, again) in [("GET /b", true), ("PUT /b", true), ("POST /b", false)] {
        let server = impatient();
        let asked = ask(wire, &server.url(), &["GET /a", request], &[]).await;
        let sent = server.seen().iter().filter(|seen| seen.target == "/b").count();
        let outcome = if again { "200 hello" } else { "eof_before_headers" };
        assert_eq!(asked.outcomes[1], format!("{request}: {outcome}"));
        assert_eq!((sent, server.opened()), if again { (2, 2) } else { (1, 1) }, "{request}");
    }
}

#[scenario]
async fn comes_back_later(session: &mut Session) -> Result {
    session.get("/a").await?;
    // Enough for the end of the connection to arrive.
    session.delay(millis(50)).await?;
    session.post("/b").await?;
    Ok(())
}

load_test! {
    ComesBackLater { scenarios: [comes_back_later] }
}

async fn a_connection_closed_while_idle_is_not_used(wire: Wire) {
    let server = Recording::start(|_| closing(answer("200 OK", &[], "")));
    let ran = run::<ComesBackLater>(wire, &server.url(), &[]).await;
    assert_eq!(
        (ran.all_errors(), server.lines()),
        (vec![], vec!["GET /a".into(), "POST /b".into()])
    );
    assert_eq!(server.opened(), 2);
}

async fn a_fresh_connection_that_is_closed_is_an_error(wire: Wire) {
    let server = Recording::start(|_| closing(""));
    let asked = ask(wire, &server.url(), &["GET /a", "GET /b"], &[]).await;
    assert_eq!(asked.outcomes, ["GET /a: eof_before_headers", "GET /b: eof_before_headers"]);
    assert_eq!((server.seen().len(), server.opened()), (2, 2));
}

#[scenario]
async fn asks_at_once(session: &mut Session) -> Result {
    for _ in 0..6 {
        session.spawn("ask", async |session: &mut Session| {
            session.get("/").await?;
            Ok(())
        });
    }
    session.join("ask").await?;
    Ok(())
}

load_test! {
    AsksAtOnce { scenarios: [asks_at_once] }
}

async fn no_more_are_open_than_allowed(wire: Wire) {
    let server = Recording::start(|_| {
        std::thread::sleep(millis(5));
        answer("200 OK", &[], "")
    });
    let ran = run::<AsksAtOnce>(wire, &server.url(), &["http.max_connections=2"]).await;
    assert_eq!((ran.all_errors(), server.seen().len()), (vec![], 6));
    // By HTTP/2 they share the one there is.
    assert_eq!(server.opened(), if wire.is_http2() { 1 } else { 2 });
}

#[scenario]
async fn visits(session: &mut Session) -> Result {
    session.get("/").await?;
    session.get("/").await?;
    Ok(())
}

load_test! {
    Visits { scenarios: [visits times 3] }
}

async fn each_session_connects_anew_where_nothing_is_reused(wire: Wire) {
    for (reuse, opened) in [("connections", 1), ("nothing", 3)] {
        let server = Recording::plain();
        let ran = run::<Visits>(wire, &server.url(), &[&format!("reuse={reuse}")]).await;
        assert_eq!((server.seen().len(), server.opened()), (6, opened), "{reuse}");
        assert_eq!(ran.0.snapshot().traffic().connections, opened as u64);
    }
}

#[scenario]
async fn looks_at_times(session: &mut Session) -> Result {
    let response = session.get("/first").await?;
    let timing = response.timing();
    let phases = &timing.phases;
    session.check("connect", phases.connect.is_some());
    session.check("wait", phases.wait.is_some() && phases.receive.is_some());
    session.check("send", phases.send.is_some());
    let known = [phases.dns, phases.connect, phases.wait, phases.receive];
    session.check("whole", known.into_iter().flatten().sum::<Duration>() <= timing.total);
    let again = session.get("/again").await?;
    session.check("reused", again.timing().phases.connect.is_none());
    Ok(())
}

load_test! {
    LooksAtTimes { scenarios: [looks_at_times] }
}

async fn time_and_bytes_are_told(wire: Wire) {
    let server = Recording::plain();
    let ran = run::<LooksAtTimes>(wire, &server.url(), &[]).await;
    ["connect", "wait", "whole", "reused"].iter().for_each(|check| ran.held(check, 1));
    if wire.times_each_phase() {
        ran.held("send", 1);
    }
    let traffic = ran.0.snapshot().traffic();
    if wire.is_http2() {
        assert!(traffic.bytes_in > "/first/again".len() as u64 && traffic.bytes_out > 0);
        return;
    }
    // Requests and responses of this form have the same bytes on the other wires.
    let head = |target: &str| {
        let host = server.address;
        format!(
            "GET {target} HTTP/1.1\r\nhost: {host}\r\nuser-agent: chaperon\r\naccept: */*\r\n\r\n"
        )
    };
    assert_eq!(traffic.bytes_out, (head("/first") + &head("/again")).len() as u64);
    let answers = answer("200 OK", &[], "/first").len() + answer("200 OK", &[], "/again").len();
    assert_eq!(traffic.bytes_in, answers as u64);
}
