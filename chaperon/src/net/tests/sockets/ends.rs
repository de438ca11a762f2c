//! How sockets end, by either side.

use futures_util::{SinkExt, StreamExt};
use tokio::io::AsyncReadExt;
use tokio_tungstenite::tungstenite::Message as Frame;

use super::super::server::on_a_core;
use super::{beside, pair, raw_pair};
use crate::error::ErrorKind;
use crate::net::ws::WsSettings;
use crate::time::millis;

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
