//! How a response's end is found.

use super::every_wire::{Wire, ask, on_every_wire};
use crate::session::recording::{Answer, Recording, Seen, answer, closing};

on_every_wire! {
    bodies_end_by_length_by_chunks_or_with_the_connection,
    interim_responses_are_passed_over,
    responses_that_have_no_body_end_with_their_head,
}

fn bodies(seen: &Seen) -> Answer {
    let chunked = |rest: &str| {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n";
        Answer::from([head, rest].concat().into_bytes())
    };
    match seen.target.as_str() {
        "/length" => answer("200 OK", &[], "hello").into(),
        "/empty" => answer("200 OK", &[], "").into(),
        "/chunked" => chunked("3\r\nhel\r\n2;extension=x\r\nlo\r\n0\r\n\r\n"),
        "/trailers" => chunked("5\r\nhello\r\n0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n"),
        "/old" => closing(*b"HTTP/1.0 200 OK\r\n\r\nhello"),
        _ => closing(*b"HTTP/1.1 200 OK\r\n\r\nhello"),
    }
}

async fn bodies_end_by_length_by_chunks_or_with_the_connection(wire: Wire) {
    let server = Recording::start(bodies);
    let requests =
        ["GET /length", "GET /empty", "GET /chunked", "GET /trailers", "GET /close", "GET /old"];
    let asked = ask(wire, &server.url(), &requests, &[]).await;
    let expected = requests.map(|request| match request {
        "GET /empty" => "GET /empty: 200".to_owned(),
        request => format!("{request}: 200 hello"),
    });
    assert_eq!(asked.outcomes, expected);
    assert_eq!(asked.ran.all_errors(), []);
    assert_eq!((server.opened(), asked.opened()), (2, 2), "only an end by closing ends one");
}

async fn interim_responses_are_passed_over(wire: Wire) {
    let server = Recording::start(|_| {
        let interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
        [interim.as_bytes(), &answer("201 Created", &[], "hello")].concat()
    });
    let asked = ask(wire, &server.url(), &["GET /a", "POST /a"], &[]).await;
    assert_eq!(asked.outcomes, ["GET /a: 201 hello", "POST /a: 201 hello"]);
    assert_eq!(server.opened(), 1);
}

async fn responses_that_have_no_body_end_with_their_head(wire: Wire) {
    let server = Recording::start(|seen| {
        let status = match seen.target.as_str() {
            "/204" => "204 No Content\r\n",
            "/304" => "304 Not Modified\r\nContent-Length: 10\r\n",
            "/chunked" => "200 OK\r\nTransfer-Encoding: chunked\r\n",
            _ => "200 OK\r\nContent-Length: 10\r\n",
        };
        format!("HTTP/1.1 {status}\r\n").into_bytes()
    });
    let requests = ["HEAD /", "HEAD /chunked", "GET /204", "GET /304", "POST /204"];
    let asked = ask(wire, &server.url(), &requests, &[]).await;
    assert_eq!(
        asked.outcomes,
        ["HEAD /: 200", "HEAD /chunked: 200", "GET /204: 204", "GET /304: 304", "POST /204: 204"]
    );
    assert_eq!((server.opened(), asked.ran.all_errors()), (1, vec![]));
}
