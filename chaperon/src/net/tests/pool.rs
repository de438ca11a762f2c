//! Which connections are used again, which requests are sent again, and who waits.

use std::rc::Rc;

use http::Method;

use super::server::{Ask, Does, listen, on_a_core, serve, slot, slot_with, writes};
use crate::error::ErrorKind;
use crate::net::{NetSettings, Traffic};
use crate::time::{millis, now};

fn ok() -> Does {
    writes("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
}

#[test]
fn a_connection_is_used_again_only_when_both_sides_keep_it() {
    let kept = [
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
        "HTTP/1.0 200 OK\r\nconnection: Keep-Alive\r\ncontent-length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
    ];
    let closed = [
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\nconnection: x, Close\r\ncontent-length: 2\r\n\r\nok",
        "HTTP/1.0 200 OK\r\ncontent-length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok and more",
    ];
    on_a_core(async {
        for response in kept {
            let (listener, base) = listen().await;
            serve(listener, vec![vec![Does::Reads, writes(response), Does::Reads, ok()]]);
            let slot = slot();
            for _ in 0..2 {
                Ask::default().of(&slot, &base).await.unwrap();
            }
            assert_eq!(slot.opened(), 1, "{response:?}");
        }
        for response in closed {
            let (listener, base) = listen().await;
            let one = vec![Does::Reads, writes(response), Does::Waits];
            serve(listener, vec![one, vec![Does::Reads, ok()]]);
            let slot = slot();
            for _ in 0..2 {
                Ask::default().of(&slot, &base).await.unwrap();
            }
            assert_eq!(slot.opened(), 2, "{response:?}");
        }
    });
}

#[test]
fn a_request_to_close_is_kept_to() {
    on_a_core(async {
        let (listener, base) = listen().await;
        serve(listener, vec![vec![Does::Reads, ok(), Does::Waits], vec![Does::Reads, ok()]]);
        let slot = slot();
        for _ in 0..2 {
            let mut headers = http::HeaderMap::new();
            headers.insert("connection", "close".parse().unwrap());
            Ask { headers, ..Ask::default() }.of(&slot, &base).await.unwrap();
        }
        assert_eq!(slot.opened(), 2);
    });
}

#[test]
fn a_connection_closed_while_idle_is_noticed_before_it_is_used() {
    on_a_core(async {
        let (listener, base) = listen().await;
        let server =
            serve(listener, vec![vec![Does::Reads, ok(), Does::Closes], vec![Does::Reads, ok()]]);
        let slot = slot();
        Ask::default().of(&slot, &base).await.unwrap();
        tokio::time::sleep(millis(20)).await;
        let post = Ask { method: Method::POST, ..Ask::default() };
        let exchange = post.of(&slot, &base).await.unwrap();
        assert!(!exchange.retried);
        assert_eq!(slot.opened(), 2);
        assert_eq!(slot.net().take_traffic().retries, 0);
        server.await.unwrap();
    });
}

#[test]
fn a_request_is_sent_again_where_that_is_safe() {
    on_a_core(async {
        for (method, end, retried) in [
            (Method::GET, Does::Closes, true),
            (Method::PUT, Does::Closes, true),
            (Method::DELETE, Does::Resets, true),
            (Method::POST, Does::Closes, false),
            (Method::PATCH, Does::Closes, false),
        ] {
            let (listener, base) = listen().await;
            let one = vec![Does::Reads, ok(), Does::Reads, end];
            let server = serve(listener, vec![one, vec![Does::Reads, ok()]]);
            let slot = slot();
            Ask::default().of(&slot, &base).await.unwrap();
            let result = Ask { method: method.clone(), ..Ask::default() }.of(&slot, &base).await;
            if retried {
                assert!(result.unwrap().retried, "{method}");
                assert_eq!(server.await.unwrap().len(), 3);
                assert_eq!(slot.net().take_traffic().retries, 1);
            } else {
                let kind = result.unwrap_err().error.kind();
                assert_eq!(kind, ErrorKind::EofBeforeHeaders, "{method}");
                server.abort();
            }
        }
    });
}

#[test]
fn a_request_is_sent_again_only_once_and_never_within_a_response() {
    on_a_core(async {
        let (listener, base) = listen().await;
        let one = vec![Does::Reads, ok(), Does::Reads, Does::Closes];
        let server = serve(listener, vec![one, vec![Does::Reads, Does::Closes]]);
        let slot = slot();
        Ask::default().of(&slot, &base).await.unwrap();
        let failure = Ask::default().of(&slot, &base).await.unwrap_err();
        assert_eq!(failure.error.kind(), ErrorKind::EofBeforeHeaders);
        assert_eq!(server.await.unwrap().len(), 3);

        let (listener, base) = listen().await;
        let one = vec![Does::Reads, ok(), Does::Reads, writes("HTTP/1.1"), Does::Closes];
        let server = serve(listener, vec![one]);
        Ask::default().of(&slot, &base).await.unwrap();
        let failure = Ask::default().of(&slot, &base).await.unwrap_err();
        assert_eq!(failure.error.kind(), ErrorKind::EofBeforeHeaders);
        assert_eq!(server.await.unwrap().len(), 2);
    });
}

#[test]
fn a_dropped_exchange_closes_its_connection() {
    on_a_core(async {
        let (listener, base) = listen().await;
        let one = vec![Does::Reads, ok(), Does::Reads, Does::Waits];
        let server = serve(listener, vec![one, vec![Does::Reads, ok()]]);
        let slot = slot();
        Ask::default().of(&slot, &base).await.unwrap();
        let ask = Ask::default();
        let dropped = tokio::time::timeout(millis(20), ask.of(&slot, &base)).await;
        assert!(dropped.is_err());
        Ask::default().of(&slot, &base).await.unwrap();
        assert_eq!(slot.opened(), 2);
        server.await.unwrap();
    });
}

#[test]
fn who_finds_no_free_connection_waits_for_one() {
    on_a_core(async {
        let (listener, base) = listen().await;
        let script = vec![vec![Does::Reads, ok()]; 4].concat();
        let server = serve(listener, vec![script]);
        let slot = slot_with(NetSettings { max_connections: 1, ..NetSettings::default() });
        let (slot, base) = (Rc::new(slot), Rc::new(base));
        let asks = (0..4).map(|number| {
            let (slot, base) = (Rc::clone(&slot), Rc::clone(&base));
            tokio::task::spawn_local(async move {
                let path = format!("/{number}");
                let exchange = Ask { path: &path, ..Ask::default() }.of(&slot, &base).await;
                exchange.unwrap().phases.blocked.is_some()
            })
        });
        let asks: Vec<_> = asks.collect();
        let mut blocked = Vec::new();
        for ask in asks {
            blocked.push(ask.await.unwrap());
        }
        assert_eq!(blocked, [false, true, true, true]);
        assert_eq!(slot.opened(), 1);
        let paths = server.await.unwrap();
        let paths: Vec<&str> = paths.iter().map(|request| &request[4..6]).collect();
        assert_eq!(paths, ["/0", "/1", "/2", "/3"]);
    });
}

#[test]
fn who_waits_too_long_or_gives_up_is_passed_over() {
    on_a_core(async {
        let (listener, base) = listen().await;
        let server = serve(listener, vec![vec![Does::Reads, Does::Waits], vec![Does::Reads, ok()]]);
        let slot = slot_with(NetSettings { max_connections: 1, ..NetSettings::default() });
        let (slot, base) = (Rc::new(slot), Rc::new(base));
        let (slot_there, base_there) = (Rc::clone(&slot), Rc::clone(&base));
        let first = tokio::task::spawn_local(async move {
            let deadline = Some(now() + millis(60));
            Ask { deadline, ..Ask::default() }.of(&slot_there, &base_there).await.unwrap_err()
        });
        tokio::task::yield_now().await;
        let deadline = Some(now() + millis(20));
        let late = Ask { deadline, ..Ask::default() }.of(&slot, &base).await.unwrap_err();
        assert_eq!(late.error.kind(), ErrorKind::TimeoutConnect);
        let ask = Ask::default();
        assert!(tokio::time::timeout(millis(5), ask.of(&slot, &base)).await.is_err());
        assert_eq!(first.await.unwrap().error.kind(), ErrorKind::TimeoutHeaders);
        Ask::default().of(&slot, &base).await.unwrap();
        server.await.unwrap();
    });
}

#[test]
fn another_host_takes_the_place_of_an_idle_connection() {
    on_a_core(async {
        let slot = slot_with(NetSettings { max_connections: 1, ..NetSettings::default() });
        let mut servers = Vec::new();
        for _ in 0..3 {
            let (listener, base) = listen().await;
            servers.push(serve(listener, vec![vec![Does::Reads, ok(), Does::Waits]]));
            Ask::default().of(&slot, &base).await.unwrap();
        }
        // The first two were closed, or they would wait for ever.
        for server in servers.drain(..2) {
            server.await.unwrap();
        }
        slot.close_idle();
        servers.remove(0).await.unwrap();
    });
}

#[test]
fn large_bodies_come_whole_and_what_follows_them_ends_the_connection() {
    on_a_core(async {
        let (listener, base) = listen().await;
        let bodies = [100_000, 600_000, 11, 50_000, 7].map(|length| "x".repeat(length));
        let answer = |body: &String, more: &str| {
            writes(format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}{more}", body.len()))
        };
        let [first @ .., surplus, last] = &bodies;
        let mut script: Vec<_> =
            first.iter().flat_map(|body| [Does::Reads, answer(body, "")]).collect();
        script.extend([Does::Reads, answer(surplus, "y"), Does::Waits]);
        let server = serve(listener, vec![script, vec![Does::Reads, answer(last, "")]]);
        let slot = slot();
        for body in &bodies {
            let exchange = Ask::default().of(&slot, &base).await.unwrap();
            assert_eq!(exchange.body, body);
            assert_eq!(exchange.body_length, body.len() as u64);
        }
        assert_eq!(slot.opened(), 2);
        server.await.unwrap();
    });
}

#[test]
fn traffic_is_counted() {
    on_a_core(async {
        let (listener, base) = listen().await;
        let server = serve(listener, vec![vec![Does::Reads, ok()]]);
        let slot = slot();
        Ask::default().of(&slot, &base).await.unwrap();
        let sent = server.await.unwrap()[0].len() as u64;
        let counted = Traffic { connections: 1, bytes_in: 40, bytes_out: sent, retries: 0 };
        assert_eq!(slot.net().take_traffic(), counted);
        assert_eq!(slot.net().take_traffic(), Traffic::default());
    });
}
