//! What a server says to end requests or its connection, and which requests are sent again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chaperon::prelude::*;

use super::frames::*;
use super::run;
use crate::conformance::every_wire::{Wire, ask};

#[scenario]
async fn comes_back(session: &mut Session) -> Result {
    session.post("/a").await?;
    // Enough for the goodbye to arrive.
    session.delay(millis(50)).await?;
    session.post("/b").await?;
    Ok(())
}

load_test! {
    ComesBack { scenarios: [comes_back] }
}

#[tokio::test]
async fn a_goodbye_between_requests_is_no_error() {
    for (closes, reason) in [(true, NO_ERROR), (false, NO_ERROR), (true, INTERNAL_ERROR)] {
        let server = Server::start(move |_, peer| {
            peer.greet(&[])?;
            let stream = peer.request()?;
            peer.answer(stream, "")?;
            peer.go_away(stream, reason)?;
            if closes { peer.close() } else { peer.wait() }
        });
        let ran = run::<ComesBack>(&server.url(), &[]).await;
        assert_eq!((ran.all_errors(), server.opened()), (vec![], 2), "{closes} {reason}");
    }
}

#[tokio::test]
async fn what_a_leaving_server_has_not_looked_at_is_sent_again_whatever_its_method() {
    let server = Server::start(|number, peer| {
        peer.greet(&[])?;
        let first = peer.request()?;
        peer.answer(first, "")?;
        if number == 0 {
            peer.request()?;
            peer.go_away(first, NO_ERROR)?;
        }
        peer.answer_all("hello")
    });
    let asked = ask(Wire::Http2, &server.url(), &["GET /a", "POST /b"], &[]).await;
    assert_eq!(asked.outcomes, ["GET /a: 200", "POST /b: 200"]);
    assert_eq!((asked.ran.all_errors(), server.opened()), (vec![], 2));
    assert_eq!(asked.ran.count("post(/b)"), 1);
}

#[tokio::test]
async fn what_a_leaving_server_has_looked_at_is_answered_still() {
    let server = Server::start(|_, peer| {
        peer.greet(&[])?;
        let stream = peer.request()?;
        peer.go_away(stream, NO_ERROR)?;
        peer.answer(stream, "hello")?;
        peer.wait()
    });
    let asked = ask(Wire::Http2, &server.url(), &["GET /a", "POST /b"], &[]).await;
    assert_eq!(asked.outcomes, ["GET /a: 200 hello", "POST /b: 200 hello"]);
    assert_eq!(server.opened(), 2);
}

#[tokio::test]
async fn a_refused_stream_is_tried_again_until_it_is_refused_too_often() {
    for (refusals, outcome, sent) in [(1, "200 hello", 2), (3, "200 hello", 4), (9, "reset", 4)] {
        let seen = Arc::<AtomicUsize>::default();
        let counted = seen.clone();
        let server = Server::start(move |_, peer| {
            peer.greet(&[])?;
            loop {
                let stream = peer.request()?;
                match counted.fetch_add(1, Ordering::SeqCst) < refusals {
                    true => peer.reset(stream, REFUSED_STREAM)?,
                    false => peer.answer(stream, "hello")?,
                }
            }
        });
        let asked = ask(Wire::Http2, &server.url(), &["POST /"], &[]).await;
        assert_eq!(asked.outcomes, [format!("POST /: {outcome}")]);
        assert_eq!((seen.load(Ordering::SeqCst), server.opened()), (sent, 1));
    }
}

#[tokio::test]
async fn a_reset_stream_is_an_error_and_its_connection_stays() {
    let server = Server::start(|_, peer| {
        peer.greet(&[])?;
        let in_head = peer.request()?;
        peer.reset(in_head, INTERNAL_ERROR)?;
        let in_body = peer.request()?;
        peer.send(HEADERS, END_HEADERS, in_body, OK)?;
        peer.send(DATA, 0, in_body, b"hel")?;
        peer.reset(in_body, CANCEL)?;
        let other = peer.request()?;
        peer.reset(other, HTTP_1_1_REQUIRED)?;
        peer.answer_all("hello")
    });
    let requests = ["GET /head", "GET /body", "GET /other", "GET /"];
    let asked = ask(Wire::Http2, &server.url(), &requests, &[]).await;
    let expected =
        ["GET /head: reset", "GET /body: reset", "GET /other: reset", "GET /: 200 hello"];
    assert_eq!(asked.outcomes, expected);
    assert_eq!(server.opened(), 1);
    let message = asked.ran.message("reset");
    assert!(message.contains("INTERNAL_ERROR"), "{message}");
}

#[tokio::test]
async fn a_goodbye_with_an_answer_under_way_and_an_end_is_an_end_within_it() {
    let server = Server::start(|_, peer| {
        peer.greet(&[])?;
        let stream = peer.request()?;
        peer.go_away(stream, NO_ERROR)?;
        peer.send(HEADERS, END_HEADERS, stream, OK)?;
        peer.send(DATA, 0, stream, b"hel")?;
        peer.close()
    });
    let asked = ask(Wire::Http2, &server.url(), &["GET /a"], &[]).await;
    assert_eq!(asked.outcomes, ["GET /a: eof_in_body"]);
}
