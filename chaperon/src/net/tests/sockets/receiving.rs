//! What comes to the inbox, by whoever reads the socket at the time.

use std::task::Poll;

use futures_util::stream::FuturesUnordered;
use futures_util::{SinkExt, Stream, StreamExt};
use tokio_tungstenite::tungstenite::Message as Frame;

use super::super::server::on_a_core;
use super::{beside, pair};
use crate::error::ErrorKind;
use crate::net::ws::{Message, WsSettings};
use crate::time::{millis, now, seconds};

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
