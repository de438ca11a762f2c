//! What is sent, beside answers to pings and by several at once.

use futures_util::stream::FuturesUnordered;
use futures_util::{SinkExt, StreamExt};
use tokio::io::AsyncWriteExt;
use tokio_tungstenite::tungstenite::Message as Frame;

use super::super::server::on_a_core;
use super::{beside, pair, raw_pair};
use crate::error::ErrorKind;
use crate::net::ws::{Message, WsSettings};
use crate::time::{millis, now};

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
