//! Responses that are none, and heads that are too large.

use std::io;

use super::frames::*;
use crate::conformance::every_wire::{Wire, ask};

/// Answers the request with these frames, each on a connection of its own.
fn answering(answer: impl Fn(&mut Peer, u32) -> io::Result<()> + Send + Sync + 'static) -> Server {
    Server::start(move |_, peer| {
        peer.greet(&[])?;
        loop {
            let stream = peer.request()?;
            answer(peer, stream)?;
        }
    })
}

async fn outcome(server: &Server) -> String {
    let asked = ask(Wire::Http2, &server.url(), &["GET /"], &["timeout=5s"]).await;
    asked.outcomes[0].trim_start_matches("GET /: ").to_owned()
}

/// Answers with a head of these bytes.
async fn outcome_of_head(head: Vec<u8>) -> String {
    let server =
        answering(move |peer, stream| peer.send(HEADERS, END_HEADERS | END_STREAM, stream, &head));
    outcome(&server).await
}

#[tokio::test]
pub async fn what_is_not_http2_is_a_bad_response() {
    for (what, head) in [
        ("no status", header("x", "1")),
        ("a status of letters", header(":status", "many")),
        ("two of them", [OK, OK].concat()),
        ("one after a header", [&header("x", "1"), OK].concat()),
        ("a name in upper case", [OK, &header("X-Upper", "1")].concat()),
        ("a line's end in a value", [OK, &header("x", "a\r\nb: c")].concat()),
        ("a length of letters", [OK, &header("content-length", "many")].concat()),
        (
            "two lengths",
            [OK, &header("content-length", "1"), &header("content-length", "2")].concat(),
        ),
        ("a length of what does not come", [OK, &header("content-length", "5")].concat()),
        ("a header of connections", [OK, &header("connection", "close")].concat()),
        ("another protocol", header(":status", "101")),
        ("headers that are not compressed so", vec![0xff; 3]),
    ] {
        assert_eq!(outcome_of_head(head).await, "bad_response", "{what}");
    }
}

#[tokio::test]
async fn frames_out_of_place_are_a_bad_response() {
    type Play = fn(&mut Peer, u32) -> io::Result<()>;
    let plays: [(&str, Play); 5] = [
        ("noise", |peer, _| peer.write(&[b'x'; 100])),
        ("a body before its head", |peer, stream| peer.send(DATA, END_STREAM, stream, b"x")),
        ("a stream that nobody asked for", |peer, _| peer.send(HEADERS, END_HEADERS, 99, OK)),
        ("a push", |peer, stream| peer.send(5, END_HEADERS, stream, &[0, 0, 0, 2, 0x82])),
        ("a setting that cannot be", |peer, _| peer.settings(&[(INITIAL_WINDOW_SIZE, u32::MAX)])),
    ];
    for (what, play) in plays {
        assert_eq!(outcome(&answering(play)).await, "bad_response", "{what}");
    }
}

#[tokio::test]
async fn a_body_that_is_not_as_long_as_it_says_is_a_bad_response() {
    for body in ["abc", "abcdefg"] {
        let server = answering(move |peer, stream| {
            peer.send(
                HEADERS,
                END_HEADERS,
                stream,
                &[OK, &header("content-length", "5")].concat(),
            )?;
            peer.send(DATA, END_STREAM, stream, body.as_bytes())
        });
        assert_eq!(outcome(&server).await, "bad_response", "{body}");
    }
}

#[tokio::test]
async fn a_head_is_measured_as_its_headers_are_and_not_as_it_was_compressed() {
    // It is kept by the client under the number 62, and then repeated by one byte each.
    let long = |times: usize| {
        let mut indexed = header("x-long", &"x".repeat(3000));
        indexed[0] = 0x40;
        [OK, &indexed, &vec![0x80 | 62; times]].concat()
    };
    assert_eq!(outcome_of_head(long(10)).await, "200");
    for times in [30, 100, 5000] {
        let outcome = outcome_of_head(long(times)).await;
        assert_eq!(outcome, "header_too_large", "{times}");
    }
    let many = (0..300).flat_map(|number| header(&format!("x-{number}"), "1"));
    assert_eq!(outcome_of_head([OK.to_vec(), many.collect()].concat()).await, "header_too_large");
}

#[tokio::test]
async fn a_head_that_never_ends_is_given_up() {
    let server = answering(|peer, stream| {
        peer.send(HEADERS, 0, stream, OK)?;
        let more: Vec<u8> =
            (0..16).flat_map(|number| header(&format!("x-{number}"), "1")).collect();
        loop {
            peer.send(CONTINUATION, 0, stream, &more)?;
        }
    });
    assert_eq!(outcome(&server).await, "header_too_large");
}
