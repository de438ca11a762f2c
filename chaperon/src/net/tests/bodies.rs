//! How responses may be framed, and how they may not.

use http::Method;

use super::server::{Ask, Does, listen, on_a_core, serve, slot, writes};
use crate::error::ErrorKind;
use crate::net::http::{BodyMode, Exchange, Limits};

/// One request to a server that writes these bytes, then waits or closes.
async fn answer(ask: Ask<'_>, response: &str, closes: bool) -> Result<Exchange, ErrorKind> {
    let (listener, base) = listen().await;
    let end = if closes { Does::Closes } else { Does::Waits };
    let server = serve(listener, vec![vec![Does::Reads, writes(response), end]]);
    let slot = slot();
    let result = ask.of(&slot, &base).await;
    slot.close_idle();
    drop(slot);
    server.await.unwrap();
    result.map_err(|failure| failure.error.kind())
}

#[test]
fn each_framing_gives_its_body() {
    let cases = [
        ("a length", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", false, "hello"),
        ("no length", "HTTP/1.1 200 OK\r\n\r\nhello", true, "hello"),
        ("no length, kept alive", "HTTP/1.1 200 OK\r\nconnection: keep-alive\r\n\r\nx", true, "x"),
        ("an old server", "HTTP/1.0 200 OK\r\n\r\nhello", true, "hello"),
        ("length zero", "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", false, ""),
        ("204", "HTTP/1.1 204 No Content\r\n\r\n", false, ""),
        ("204 with a length", "HTTP/1.1 204 x\r\ncontent-length: 9\r\n\r\n", false, ""),
        ("304 with a length", "HTTP/1.1 304 x\r\ncontent-length: 9\r\n\r\n", false, ""),
        ("no reason", "HTTP/1.1 200\r\ncontent-length: 2\r\n\r\nok", false, "ok"),
        ("bare line feeds", "HTTP/1.1 200 OK\ncontent-length: 2\n\nok", false, "ok"),
        (
            "chunks",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
            false,
            "hello",
        ),
        (
            "chunks with extensions and trailers",
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n\
             005;a=b\r\nhello\r\n0 ;x\r\nsum: 1\r\nx: y\r\n\r\n",
            false,
            "hello",
        ),
        (
            "interim responses",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nlink: x\r\n\r\n\
             HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
            false,
            "ok",
        ),
    ];
    on_a_core(async {
        for (name, response, closes, body) in cases {
            let exchange = answer(Ask::default(), response, closes).await;
            let exchange = exchange.unwrap_or_else(|kind| panic!("{name}: {kind}"));
            assert_eq!(exchange.body, body, "{name}");
            assert_eq!(exchange.body_length, body.len() as u64, "{name}");
            assert_eq!(exchange.bytes_in, response.len() as u64, "{name}");
        }
    });
}

#[test]
fn an_answer_to_head_has_no_body() {
    on_a_core(async {
        let head = Ask { method: Method::HEAD, ..Ask::default() };
        let response = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n";
        let exchange = answer(head, response, false).await.unwrap();
        assert_eq!((&*exchange.body, exchange.body_length), (&b""[..], 0));
        assert_eq!(exchange.headers()["content-length"], "5");
    });
}

#[test]
fn what_could_be_read_in_two_ways_is_refused() {
    let cases = [
        "content-length: 5\r\ntransfer-encoding: chunked",
        "content-length: 5\r\ncontent-length: 5",
        "content-length: 5\r\ncontent-length: 6",
        "content-length: 5, 5",
        "content-length: +5",
        "content-length: -5",
        "content-length: 0x5",
        "content-length: 5 5",
        "content-length:",
        "content-length: 99999999999999999999",
        "transfer-encoding: gzip, chunked",
        "transfer-encoding: chunked, chunked",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked",
        "transfer-encoding: identity",
        "x : y\r\ncontent-length: 5",
        "x: y\r\n folded\r\ncontent-length: 5",
        "x\r\ncontent-length: 5",
    ];
    on_a_core(async {
        for headers in cases {
            let response = format!("HTTP/1.1 200 OK\r\n{headers}\r\n\r\nhello");
            let kind = answer(Ask::default(), &response, true).await.unwrap_err();
            assert_eq!(kind, ErrorKind::BadResponse, "{headers}");
        }
        let old = "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n";
        let kind = answer(Ask::default(), old, true).await.unwrap_err();
        assert_eq!(kind, ErrorKind::BadResponse);
    });
}

#[test]
fn malformed_chunks_are_refused() {
    on_a_core(async {
        for chunks in [
            "5\nhello\r\n0\r\n\r\n",
            "5\r\nhello0\r\n\r\n",
            "5\r\nhellooo\r\n0\r\n\r\n",
            "x\r\n",
            "\r\n",
            ";a=b\r\n",
            "-1\r\n",
            "00000000000000005\r\nhello\r\n0\r\n\r\n",
            "0\r\ntrailer\n\r\n",
        ] {
            let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
            let result = answer(Ask::default(), &format!("{head}{chunks}"), true).await;
            assert_eq!(result.unwrap_err(), ErrorKind::BadResponse, "{chunks:?}");
        }
    });
}

#[test]
fn what_is_not_http_is_refused_at_once() {
    on_a_core(async {
        for response in [
            "SSH-2.0-OpenSSH_9.2\r\n",
            "\x15\x03\x03\0\x02\x02\x28",
            "HTTP/2 200 OK\r\n\r\n",
            "HTTP/1.1 20 OK\r\n\r\n",
            "HTTP/1.1 abc OK\r\n\r\n",
            "HTTP/1.1 000 No\r\n\r\n",
            "HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n",
        ] {
            let kind = answer(Ask::default(), response, false).await.unwrap_err();
            assert_eq!(kind, ErrorKind::BadResponse, "{response:?}");
        }
    });
}

#[test]
fn bodies_are_limited_before_they_are_read() {
    let limits = Limits { max_body: 4, ..Limits::default() };
    on_a_core(async {
        for (response, closes) in [
            ("HTTP/1.1 200 OK\r\ncontent-length: 10000000000\r\n\r\n", false),
            ("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", false),
            ("HTTP/1.1 200 OK\r\n\r\nhello", false),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello", false),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo", true),
        ] {
            let ask = Ask { limits, ..Ask::default() };
            let kind = answer(ask, response, closes).await.unwrap_err();
            assert_eq!(kind, ErrorKind::BodyTooLarge, "{response:?}");
        }
    });
}

#[test]
fn bodies_can_be_counted_only() {
    let limits = Limits { max_body: 4, body: BodyMode::Count, ..Limits::default() };
    on_a_core(async {
        for (response, closes) in [
            ("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", false),
            ("HTTP/1.1 200 OK\r\n\r\nhello", true),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", false),
        ] {
            let ask = Ask { limits, ..Ask::default() };
            let exchange = answer(ask, response, closes).await.unwrap();
            assert_eq!((&*exchange.body, exchange.body_length), (&b""[..], 5), "{response:?}");
        }
    });
}

#[test]
fn heads_are_limited() {
    let long = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "y".repeat(1000));
    let endless = format!("HTTP/1.1 200 OK\r\nx: {}", "y".repeat(1000));
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(41));
    let interim = "HTTP/1.1 100 Continue\r\n\r\n".repeat(40);
    let trailers = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n{}",
        "x: y\r\n".repeat(200)
    );
    let limits = Limits { max_header: 500, max_headers: 40, ..Limits::default() };
    on_a_core(async {
        for response in [long, endless, many, interim, trailers] {
            let ask = Ask { limits, ..Ask::default() };
            let kind = answer(ask, &response, false).await.unwrap_err();
            assert_eq!(kind, ErrorKind::HeaderTooLarge, "{response:?}");
        }
        let enough = format!("HTTP/1.1 204 No\r\n{}\r\n", "x: y\r\n".repeat(40));
        let exchange = answer(Ask { limits, ..Ask::default() }, &enough, false).await.unwrap();
        assert_eq!(exchange.headers().get_all("x").iter().count(), 40);
    });
}

#[test]
fn a_large_body_arrives_whole() {
    on_a_core(async {
        let body: String = (0..300_000).map(|number| format!("{number:x}")).collect();
        let response = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        let exchange = answer(Ask::default(), &response, false).await.unwrap();
        assert!(exchange.body == body);
    });
}

#[test]
fn a_connection_cut_short_says_where() {
    on_a_core(async {
        for (response, kind) in [
            ("", ErrorKind::EofBeforeHeaders),
            ("HTTP/1.1 200 OK\r\nx: y\r\n", ErrorKind::EofBeforeHeaders),
            ("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhell", ErrorKind::EofInBody),
            (
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n",
                ErrorKind::EofInBody,
            ),
        ] {
            let result = answer(Ask::default(), response, true).await;
            assert_eq!(result.unwrap_err(), kind, "{response:?}");
        }
    });
}
