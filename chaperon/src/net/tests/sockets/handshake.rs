//! The handshake: what is agreed, and what is refused.

use super::super::server::{Does, listen, on_a_core, serve, writes};
use super::{connected, raw_pair};
use crate::error::ErrorKind;
use crate::net::ws::WsSettings;
use crate::time::{millis, now};

#[test]
fn what_comes_with_the_handshake_is_not_lost() {
    on_a_core(async {
        let (connected, _server) = raw_pair(WsSettings::default(), b"\x81\x02hi").await;
        let received = connected.socket.recv(None).await.unwrap();
        assert_eq!(received.message.as_text(), Some("hi"));
        assert_eq!(connected.head.status(), 101);
    });
}

#[test]
fn a_refusal_is_shown() {
    let body = "no\nentry ".repeat(100);
    let refusal = format!("HTTP/1.1 403 Forbidden\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    on_a_core(async {
        let (listener, base) = listen().await;
        let server = serve(listener, vec![vec![Does::Reads, writes(refusal), Does::Waits]]);
        let error = connected(&base, WsSettings::default(), None).await.err().unwrap().error;
        assert_eq!(error.kind(), ErrorKind::WsRefused);
        let shown: String = body.replace('\n', " ").chars().take(200).collect();
        assert_eq!(error.to_string(), format!("the server answered 403 Forbidden: {shown}"));
        let request = server.await.unwrap().remove(0);
        for line in ["GET /socket HTTP/1.1", "authorization: secret", "cookie: a=b"] {
            assert!(request.contains(line), "{request}");
        }
    });
}

#[test]
fn an_answer_that_is_no_agreement_is_refused() {
    on_a_core(async {
        for (answer, kind) in [
            ("HTTP/1.1 101 Go\r\n\r\n", ErrorKind::WsProtocol),
            (
                "HTTP/1.1 101 Go\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
                 sec-websocket-accept: other\r\n\r\n",
                ErrorKind::WsProtocol,
            ),
            ("HTTP/1.1 302 Go\r\nlocation: /\r\ncontent-length: 0\r\n\r\n", ErrorKind::WsRefused),
            ("nonsense\r\n\r\n", ErrorKind::BadResponse),
        ] {
            let (listener, base) = listen().await;
            let server = serve(listener, vec![vec![Does::Reads, writes(answer), Does::Waits]]);
            let failure = connected(&base, WsSettings::default(), None).await.err().unwrap();
            assert_eq!(failure.error.kind(), kind, "{answer}");
            server.await.unwrap();
        }
        let (listener, base) = listen().await;
        let server = serve(listener, vec![vec![Does::Waits]]);
        let deadline = Some(now() + millis(20));
        let failure = connected(&base, WsSettings::default(), deadline).await.err().unwrap();
        assert_eq!(failure.error.kind(), ErrorKind::TimeoutHeaders);
        server.await.unwrap();
    });
}
