//! Many requests on one connection: how many at once, how long they wait, and what ends one.

use std::io::{self, Write};

use chaperon::prelude::*;

use super::frames::*;
use super::run;
use crate::conformance::every_wire::{Wire, ask};

/// Asks once, and then by three children at once.
#[scenario]
async fn asks_at_once(session: &mut Session) -> Result {
    session.get("/first").await?;
    for _ in 0..3 {
        session.spawn("ask", async |session: &mut Session| {
            let response = session.get("/").await?;
            let waited = response.timing().phases.blocked.is_some();
            session.check(if waited { "waited" } else { "at once" }, true);
            Ok(())
        });
    }
    session.join("ask").await?;
    Ok(())
}

load_test! {
    AsksAtOnce { scenarios: [asks_at_once] }
}

#[tokio::test]
async fn children_of_a_session_share_its_connection() {
    let server = Server::start(|_, peer| {
        peer.greet(&[])?;
        let first = peer.request()?;
        peer.answer(first, "")?;
        // None is answered before all have come.
        let streams = [peer.request()?, peer.request()?, peer.request()?];
        streams.iter().rev().try_for_each(|stream| peer.answer(*stream, ""))?;
        peer.answer_all("")
    });
    let ran = run::<AsksAtOnce>(&server.url(), &[]).await;
    assert_eq!((ran.all_errors(), server.opened()), (vec![], 1));
    ran.held("at once", 3);
    assert_eq!(ran.0.snapshot().traffic().connections, 1);
}

#[tokio::test]
async fn no_more_are_sent_at_once_than_the_server_allows_and_the_wait_is_a_phase() {
    let server = Server::start(|_, peer| {
        peer.greet(&[(MAX_CONCURRENT_STREAMS, 1)])?;
        loop {
            let stream = peer.request()?;
            // What comes before the answer to a ping would be a second request.
            peer.send(PING, 0, 0, &[0; 8])?;
            loop {
                let frame = peer.read()?;
                assert_ne!(frame.kind, HEADERS, "two at once");
                if frame.kind == PING {
                    break;
                }
            }
            peer.answer(stream, "")?;
        }
    });
    let ran = run::<AsksAtOnce>(&server.url(), &[]).await;
    assert_eq!((ran.all_errors(), server.opened()), (vec![], 1));
    ran.held("at once", 1);
    ran.held("waited", 2);
}

#[tokio::test]
async fn a_request_waits_until_the_server_allows_one() {
    let server = Server::start(|_, peer| {
        peer.greet(&[(MAX_CONCURRENT_STREAMS, 1)])?;
        let first = peer.request()?;
        peer.settings(&[(MAX_CONCURRENT_STREAMS, 0)])?;
        peer.answer(first, "")?;
        // The first request was before this, the next ones are after what allows them.
        peer.send(PING, 0, 0, &[0; 8])?;
        peer.next(PING)?;
        peer.settings(&[(MAX_CONCURRENT_STREAMS, 2)])?;
        peer.answer_all("")
    });
    let ran = run::<AsksAtOnce>(&server.url(), &[]).await;
    assert_eq!((ran.all_errors(), server.opened()), (vec![], 1));
}

#[tokio::test]
async fn a_turn_that_does_not_come_in_time_is_no_connection() {
    let server = Server::start(|_, peer| {
        peer.greet(&[(MAX_CONCURRENT_STREAMS, 0)])?;
        // The first one is sent before it is known that there may be none.
        peer.request()?;
        peer.wait()
    });
    let asked = ask(Wire::Http2, &server.url(), &["GET /a", "GET /b"], &["timeout=100ms"]).await;
    assert_eq!(asked.outcomes, ["GET /a: timeout:headers", "GET /b: timeout:connect"]);
    let message = asked.ran.message("timeout:connect");
    assert!(message.contains("that the server allows"), "{message}");
}

/// Answers the request after the first one, once that is reset: either may come before the other.
fn answer_after_reset(peer: &mut Peer, first: u32) -> io::Result<()> {
    let (mut is_reset, mut next) = (false, None);
    loop {
        let frame = peer.read()?;
        match frame.kind {
            RST_STREAM if frame.stream == first => is_reset = frame.payload == CANCEL.to_be_bytes(),
            HEADERS => next = Some(frame.stream),
            _ => continue,
        }
        if let Some(stream) = next.filter(|_| is_reset) {
            peer.answer(stream, "hello")?;
            return peer.wait();
        }
    }
}

#[tokio::test]
async fn a_request_that_is_given_up_resets_its_stream_and_leaves_the_connection() {
    let server = Server::start(|_, peer| {
        peer.greet(&[])?;
        let first = peer.request()?;
        answer_after_reset(peer, first)
    });
    let asked = ask(Wire::Http2, &server.url(), &["GET /a", "GET /b"], &["timeout=100ms"]).await;
    assert_eq!(asked.outcomes, ["GET /a: timeout:headers", "GET /b: 200 hello"]);
    assert_eq!(server.opened(), 1);
}

#[scenario]
async fn sends_much(session: &mut Session) -> Result {
    let sent = session.post("/").body("x".repeat(1 << 20)).timeout(millis(500)).await;
    let outcome = sent.map_or_else(|it| it.kind().to_string(), |it| it.status().to_string());
    session.check(outcome, true);
    let after = session.get("/").await?;
    session.check("after it", after.status() == 200);
    Ok(())
}

load_test! {
    SendsMuch { scenarios: [sends_much] }
}

#[tokio::test]
async fn a_body_that_the_server_has_no_room_for_is_a_timeout_of_sending() {
    let server = Server::start(|_, peer| {
        peer.greet(&[(INITIAL_WINDOW_SIZE, 1000)])?;
        let first = peer.request()?;
        answer_after_reset(peer, first)
    });
    let ran = run::<SendsMuch>(&server.url(), &[]).await;
    ran.held("timeout:send", 1);
    ran.held("after it", 1);
    assert_eq!(server.opened(), 1);
}

#[tokio::test]
async fn a_refusal_before_the_whole_request_is_read_and_the_rest_not_sent() {
    let server = Server::start(|_, peer| {
        peer.greet(&[(INITIAL_WINDOW_SIZE, 1000)])?;
        let first = peer.request()?;
        // 413, by the number of `:status: 200` and another value.
        peer.send(HEADERS, END_HEADERS | END_STREAM, first, b"\x08\x03413")?;
        answer_after_reset(peer, first)
    });
    let ran = run::<SendsMuch>(&server.url(), &[]).await;
    ran.held("413", 1);
    ran.held("after it", 1);
    assert_eq!(server.opened(), 1);
}

/// Reads what it is sent, gives no room for more than it was asked, and answers with so much.
fn sends(length: usize, peer: &mut Peer) -> io::Result<()> {
    peer.greet(&[])?;
    let (mut whole, mut of_stream, mut sent) = (65_535_usize, 65_535_usize, 0);
    let mut stream = 0;
    while sent < length {
        let room = whole.min(of_stream).min(length - sent).min(16_384);
        if stream != 0 && room > 0 {
            peer.send(
                DATA,
                if sent + room == length { END_STREAM } else { 0 },
                stream,
                &vec![0; room],
            )?;
            (whole, of_stream, sent) = (whole - room, of_stream - room, sent + room);
            continue;
        }
        let frame = peer.read()?;
        let number = |at: usize| u32::from_be_bytes(frame.payload[at..at + 4].try_into().unwrap());
        match frame.kind {
            SETTINGS if frame.flags & ACK == 0 => {
                let pairs = (0..frame.payload.len()).step_by(6);
                for at in pairs.filter(|at| frame.payload[*at..at + 2] == [0, 4]) {
                    of_stream = number(at + 2) as usize;
                }
                peer.send(SETTINGS, ACK, 0, &[])?;
            }
            WINDOW_UPDATE if frame.stream == 0 => whole += number(0) as usize,
            WINDOW_UPDATE => of_stream += number(0) as usize,
            HEADERS => {
                stream = frame.stream;
                peer.send(HEADERS, END_HEADERS, stream, OK)?;
            }
            _ => {}
        }
        assert!(whole <= 2 << 20 && of_stream <= 1 << 20, "room for {whole} and {of_stream}");
    }
    peer.wait()
}

#[tokio::test]
async fn a_large_body_comes_by_and_by_and_its_bytes_are_the_servers() {
    let length = 10_000_000;
    let server = Server::start(move |_, peer| sends(length, peer));
    let keys = ["http.count_body_only=true"];
    let asked = ask(Wire::Http2, &server.url(), &["GET /"], &keys).await;
    assert_eq!(asked.outcomes, ["GET /: 200"]);
    let traffic = asked.ran.0.snapshot().traffic();
    let (read, written) = server.bytes();
    // What either side says last may be on its way yet.
    assert!(traffic.bytes_in >= length as u64 && traffic.bytes_in <= written);
    assert!(traffic.bytes_out >= read && read > 100, "{} {read}", traffic.bytes_out);
}

#[tokio::test]
async fn interim_responses_and_trailers_may_come_in_any_number() {
    let server = Server::start(|_, peer| {
        peer.greet(&[])?;
        let stream = peer.request()?;
        for _ in 0..1000 {
            peer.send(HEADERS, END_HEADERS, stream, &header(":status", "103"))?;
        }
        peer.send(HEADERS, END_HEADERS, stream, OK)?;
        peer.send(DATA, 0, stream, b"hello")?;
        peer.send(HEADERS, END_HEADERS | END_STREAM, stream, &header("x-sum", "1"))?;
        peer.stream().flush()?;
        peer.wait()
    });
    let asked = ask(Wire::Http2, &server.url(), &["GET /"], &[]).await;
    assert_eq!(asked.outcomes, ["GET /: 200 hello"]);
}
