//! WebSockets: what goes on without the session, and how they end.

use std::pin::pin;
use std::task::Poll;

use futures_util::stream::FuturesUnordered;
use futures_util::{SinkExt, Stream, StreamExt};
use http::HeaderMap;
use http::header::AUTHORIZATION;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message as Frame;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::server::{Does, listen, on_a_core, read_request, serve, slot, writes};
use crate::error::ErrorKind;
use crate::net::http::Limits;
use crate::net::http::cookies::Jar;
use crate::net::ws::{Connected, Message, WebSocket, WsRequest, WsSettings, connect};
use crate::net::{BaseUrl, Failure};
use crate::time::{Instant, millis, now, seconds};

async fn connected(
    base: &BaseUrl,
    settings: WsSettings,
    deadline: Option<Instant>,
) -> Result<Connected, Failure> {
    let url = base.url("/socket").unwrap();
    let jar = Jar::new();
    jar.set(&url, "a", "b").unwrap();
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, "secret".parse().unwrap());
    let request = WsRequest {
        url: &url,
        defaults: &HeaderMap::new(),
        headers: &headers,
        cookies: Some(&jar),
        settings,
        limits: Limits::default(),
    };
    connect(&slot(), &request, deadline).await
}

/// A connected WebSocket and the server's end of it.
async fn pair(settings: WsSettings) -> (Connected, WebSocketStream<TcpStream>) {
    let (listener, base) = listen().await;
    let accept = async {
        let (stream, _) = listener.accept().await.unwrap();
        tokio_tungstenite::accept_async(stream).await.unwrap()
    };
    let (connected, server) = tokio::join!(connected(&base, settings, None), accept);
    (connected.unwrap(), server)
}

/// A connected WebSocket and a server's end of it that writes any bytes.
async fn raw_pair(settings: WsSettings, first: &[u8]) -> (Connected, TcpStream) {
    let (listener, base) = listen().await;
    let accept = async {
        let (mut stream, _) = listener.accept().await.unwrap();
        let request = read_request(&mut stream).await;
        let key = request.lines().find_map(|line| line.strip_prefix("sec-websocket-key: "));
        let accept = derive_accept_key(key.unwrap().as_bytes());
        let answer = format!(
            "HTTP/1.1 101 Go\r\nupgrade: WebSocket\r\nconnection: keep-alive, Upgrade\r\n\
             sec-websocket-accept: {accept}\r\n\r\n"
        );
        stream.write_all(&[answer.as_bytes(), first].concat()).await.unwrap();
        stream
    };
    let (connected, server) = tokio::join!(connected(&base, settings, None), accept);
    (connected.unwrap(), server)
}

/// Does something else than receiving, in the task that the socket belongs to.
async fn beside<T>(socket: &WebSocket, other: impl Future<Output = T>) -> T {
    let mut other = pin!(other);
    std::future::poll_fn(|cx| {
        socket.turn_begins();
        let polled = other.as_mut().poll(cx);
        if polled.is_pending() {
            socket.turn_ends(cx);
        }
        polled
    })
    .await
}

#[test]
fn pings_are_answered_while_the_session_does_something_else() {
    on_a_core(async {
        let (connected, mut server) = pair(WsSettings::default()).await;
        server.send(Frame::Ping("are you there".into())).await.unwrap();
        let answer = beside(&connected.socket, server.next()).await.unwrap().unwrap();
        assert_eq!(answer, Frame::Pong("are you there".into()));
        assert!(connected.socket.is_open());
    });
}

#[test]
fn messages_are_stamped_when_they_arrive() {
    on_a_core(async {
        let (connected, mut server) = pair(WsSettings::default()).await;
        server.send(Frame::binary("early")).await.unwrap();
        beside(&connected.socket, tokio::time::sleep(millis(30))).await;
        let asked = now();
        let received = connected.socket.recv(None).await.unwrap();
        assert_eq!(received.message, Message::from(b"early".to_vec()));
        assert!(received.at < asked);
    });
}

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
fn a_full_inbox_stops_the_reading_and_nothing_is_lost() {
    on_a_core(async {
        let settings = WsSettings { inbox: 3, ..WsSettings::default() };
        let (connected, mut server) = pair(settings).await;
        for number in 0..10 {
            server.send(Frame::text(number.to_string())).await.unwrap();
        }
        beside(&connected.socket, tokio::time::sleep(millis(20))).await;
        assert_eq!(connected.socket.waiting(), 3);
        assert_eq!(connected.socket.stalls(), 1);
        for number in 0..10 {
            let received = connected.socket.recv(None).await.unwrap();
            assert_eq!(received.message.as_text(), Some(&*number.to_string()));
        }
    });
}

#[test]
fn the_inbox_is_bounded_in_bytes_too() {
    on_a_core(async {
        let settings = WsSettings { max_message: 100, ..WsSettings::default() };
        let (connected, mut server) = pair(settings).await;
        for _ in 0..10 {
            server.send(Frame::text("x".repeat(60))).await.unwrap();
        }
        beside(&connected.socket, tokio::time::sleep(millis(20))).await;
        assert_eq!(connected.socket.waiting(), 2);
    });
}

#[test]
fn a_receive_can_be_dropped_or_come_too_late() {
    on_a_core(async {
        let (connected, mut server) = pair(WsSettings::default()).await;
        let long = connected.socket.recv(Some(now() + seconds(600)));
        assert!(tokio::time::timeout(millis(1), long).await.is_err());
        let error = connected.socket.recv(Some(now() + millis(10))).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert!(tokio::time::timeout(millis(10), connected.socket.recv(None)).await.is_err());
        assert!(connected.socket.try_recv().is_none());
        server.send(Frame::text("still here")).await.unwrap();
        let received = connected.socket.recv(None).await.unwrap();
        assert_eq!(received.message.as_text(), Some("still here"));
    });
}

#[test]
fn several_may_send_and_receive_at_once() {
    on_a_core(async {
        let (connected, mut server) = pair(WsSettings::default()).await;
        let echo = tokio::task::spawn_local(async move {
            while let Some(Ok(message)) = server.next().await {
                if !message.is_close() {
                    server.send(message).await.unwrap();
                }
            }
        });
        let socket = connected.socket;
        let large = Message::from("x".repeat(1_000_000));
        // Each is woken for itself.
        let mut trips: FuturesUnordered<_> = (0..8)
            .map(|_| async {
                socket.send(&large, None).await.unwrap();
                socket.recv(None).await.unwrap().message
            })
            .collect();
        for _ in 0..8 {
            assert_eq!(beside(&socket, trips.next()).await, Some(large.clone()));
        }
        drop(trips);
        socket.close().await;
        echo.await.unwrap();
    });
}

/// What a stream has to give at once.
async fn looked_at<S: Stream + Unpin>(stream: &mut S) -> Option<S::Item> {
    std::future::poll_fn(|cx| match stream.poll_next_unpin(cx) {
        Poll::Ready(item) => Poll::Ready(item),
        Poll::Pending => Poll::Ready(None),
    })
    .await
}

#[test]
fn a_receive_that_was_given_up_leaves_the_reading_to_others() {
    on_a_core(async {
        let (connected, mut server) = pair(WsSettings::default()).await;
        let socket = &connected.socket;
        // It is given up within the turn in which it was looked at, by a task within the task.
        let given_up = async {
            let mut waits = FuturesUnordered::from_iter([socket.recv(None)]);
            assert!(looked_at(&mut waits).await.is_none());
            drop(waits);
            server.send(Frame::Ping("still there".into())).await.unwrap();
            server.next().await.unwrap().unwrap()
        };
        assert_eq!(beside(socket, given_up).await, Frame::Pong("still there".into()));
    });
}

#[test]
fn a_receive_that_nobody_looks_at_leaves_the_reading_to_others() {
    on_a_core(async {
        let (connected, mut server) = pair(WsSettings::default()).await;
        let socket = &connected.socket;
        let received = beside(socket, async {
            let mut waits = FuturesUnordered::from_iter([socket.recv(None)]);
            assert!(looked_at(&mut waits).await.is_none());
            server.send(Frame::Ping("well".into())).await.unwrap();
            server.send(Frame::text("news")).await.unwrap();
            assert_eq!(server.next().await.unwrap().unwrap(), Frame::Pong("well".into()));
            assert_eq!(socket.waiting(), 1);
            waits.next().await.unwrap().unwrap()
        });
        assert_eq!(received.await.message.as_text(), Some("news"));
    });
}

#[test]
fn an_answer_waits_for_the_message_that_is_on_its_way() {
    on_a_core(async {
        let (connected, mut server) = pair(WsSettings::default()).await;
        let socket = &connected.socket;
        server.send(Frame::Ping("first".into())).await.unwrap();
        server.send(Frame::Ping("last".into())).await.unwrap();
        let large = Message::from(vec![7_u8; 8_000_000]);
        let reading = async {
            tokio::time::sleep(millis(20)).await;
            let message = server.next().await.unwrap().unwrap();
            (message, server.next().await.unwrap().unwrap())
        };
        let both = async { tokio::join!(socket.send(&large, None), reading) };
        let (sent, (message, pong)) = beside(socket, both).await;
        sent.unwrap();
        assert_eq!(message, Frame::Binary(large.as_bytes().to_vec().into()));
        assert_eq!(pong, Frame::Pong("last".into()));
    });
}

#[test]
fn who_waits_to_send_hears_of_the_end() {
    on_a_core(async {
        let (connected, mut server) = raw_pair(WsSettings::default(), b"").await;
        let socket = &connected.socket;
        let large = Message::from(vec![0_u8; 50_000_000]);
        let bad = async {
            tokio::time::sleep(millis(10)).await;
            server.write_all(&[0xf1, 0x00]).await.unwrap();
            std::future::pending().await
        };
        let sent = beside(socket, async {
            tokio::select! {
                sent = socket.send(&large, None) => sent,
                () = bad => Ok(()),
            }
        });
        assert_eq!(sent.await.unwrap_err().kind(), ErrorKind::WsProtocol);
    });
}

#[test]
fn a_message_that_is_not_taken_times_out() {
    on_a_core(async {
        let (connected, _server) = pair(WsSettings::default()).await;
        let large = vec![0_u8; 50_000_000].into();
        let error = connected.socket.send(&large, Some(now() + millis(50))).await;
        assert_eq!(error.unwrap_err().kind(), ErrorKind::TimeoutSend);
    });
}

#[test]
fn the_server_s_goodbye_comes_after_its_messages() {
    on_a_core(async {
        let (connected, mut server) = pair(WsSettings::default()).await;
        server.send(Frame::text("last")).await.unwrap();
        server.close(None).await.unwrap();
        beside(&connected.socket, async { while server.next().await.is_some() {} }).await;
        assert_eq!(connected.socket.recv(None).await.unwrap().message.as_text(), Some("last"));
        for _ in 0..2 {
            let error = connected.socket.recv(None).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::WsClosed, "{error}");
        }
        let error = connected.socket.send(&"x".into(), None).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WsClosed);
        assert!(!connected.socket.is_open());
    });
}

#[test]
fn each_way_of_ending_has_its_kind() {
    let settings = WsSettings { max_message: 1000, ..WsSettings::default() };
    let fragments: Vec<u8> = [&[0x01, 100], &[b'x'; 100][..]].concat();
    let more: Vec<u8> = [&[0x00, 100], &[b'x'; 100][..]].concat();
    let endless = [fragments, more.repeat(20)].concat();
    let huge = [0x82, 127, 0, 0, 0, 0, 0x40, 0, 0, 0];
    let flood = [0x89, 0x00].repeat(10_000);
    let cases: [(&str, &[u8], ErrorKind); 9] = [
        ("a huge frame", &huge, ErrorKind::WsMessageTooLarge),
        ("endless fragments", &endless, ErrorKind::WsMessageTooLarge),
        ("reserved bits", &[0xf1, 0x00], ErrorKind::WsProtocol),
        ("a reserved opcode", &[0x83, 0x00], ErrorKind::WsProtocol),
        ("bad UTF-8", &[0x81, 0x01, 0xff], ErrorKind::WsProtocol),
        ("a masked frame", &[0x81, 0x80, 1, 2, 3, 4], ErrorKind::WsProtocol),
        ("a cut within a frame", &[0x81, 0x05, b'h'], ErrorKind::Reset),
        ("a cut after many pings", &flood, ErrorKind::Reset),
        ("a goodbye", &[0x88, 0x04, 0x03, 0xe9, b'b', b'y'], ErrorKind::WsClosed),
    ];
    on_a_core(async {
        for (name, bytes, kind) in cases {
            let (connected, mut server) = raw_pair(settings, bytes).await;
            let end = tokio::task::spawn_local(async move {
                let mut rest = Vec::new();
                let _ = tokio::time::timeout(millis(20), server.read_to_end(&mut rest)).await;
            });
            let error = connected.socket.recv(None).await.unwrap_err();
            assert_eq!(error.kind(), kind, "{name}: {error}");
            end.await.unwrap();
        }
    });
}

#[test]
fn closing_does_not_wait_for_a_server_that_says_nothing() {
    on_a_core(async {
        let (connected, mut server) = raw_pair(WsSettings::default(), b"").await;
        connected.socket.close().await;
        let mut said = Vec::new();
        server.read_to_end(&mut said).await.unwrap();
        assert_eq!(said.first(), Some(&0x88));
        let error = connected.socket.send(&"x".into(), None).await.unwrap_err();
        assert_eq!(error.to_string(), "the WebSocket was closed by this session");
    });
}

#[test]
fn dropping_a_socket_ends_its_connection() {
    on_a_core(async {
        let (connected, mut server) = raw_pair(WsSettings::default(), b"").await;
        drop(connected);
        let mut said = Vec::new();
        server.read_to_end(&mut said).await.unwrap();
        assert_eq!(said, b"");
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
