//! Each way of failing has its own kind.

use std::net::{IpAddr, Ipv4Addr};

use http::Method;
use tokio::net::TcpListener;

use super::server::{Ask, Does, known_host, listen, on_a_core, serve, slot, slot_with, writes};
use crate::error::ErrorKind;
use crate::net::{BaseUrl, NetSettings};
use crate::time::{Instant, millis, now};

fn soon() -> Option<Instant> {
    Some(now() + millis(100))
}

#[test]
fn nothing_listening_is_a_refused_connection() {
    on_a_core(async {
        let (listener, base) = listen().await;
        drop(listener);
        let failure = Ask::default().of(&slot(), &base).await.unwrap_err();
        assert_eq!(failure.error.kind(), ErrorKind::ConnectRefused);
        let authority = base.origin().authority();
        assert_eq!(failure.error.to_string(), format!("nothing listens at {authority}"));
    });
}

#[test]
fn an_unknown_host_is_not_found() {
    on_a_core(async {
        let base = BaseUrl::parse("http://nowhere.invalid").unwrap();
        let slot = slot();
        for _ in 0..2 {
            let failure = Ask::default().of(&slot, &base).await.unwrap_err();
            let kind = failure.error.kind();
            // Without any resolver in reach, it could not even be asked.
            assert!(matches!(kind, ErrorKind::DnsNotFound | ErrorKind::DnsFailed), "{kind}");
        }
    });
}

#[test]
fn hosts_can_be_given_addresses() {
    on_a_core(async {
        let (listener, base) = listen().await;
        let port = base.origin().port();
        let answer = writes("HTTP/1.1 204 No\r\n\r\n");
        let server = serve(listener, vec![vec![Does::Reads, answer]]);
        let base = BaseUrl::parse(&format!("http://nowhere.invalid:{port}")).unwrap();
        let here = vec![IpAddr::V4(Ipv4Addr::LOCALHOST)];
        let resolve = vec![known_host("Nowhere.invalid", here)];
        let slot = slot_with(NetSettings { resolve, ..NetSettings::default() });
        let exchange = Ask::default().of(&slot, &base).await.unwrap();
        assert_eq!((exchange.status().as_u16(), exchange.phases.dns), (204, None));
        assert!(server.await.unwrap()[0].contains("host: nowhere.invalid"));
    });
}

#[test]
fn a_target_outside_is_not_dialled() {
    on_a_core(async {
        let (listener, base) = listen().await;
        let net = std::rc::Rc::new(crate::net::Net::new());
        let slot = crate::net::Connections::new(net, NetSettings::default().into());
        let failure = Ask::default().of(&slot, &base).await.unwrap_err();
        assert_eq!(failure.error.kind(), ErrorKind::TargetNotAllowed);
        assert_eq!(slot.opened(), 0);
        drop(listener);
    });
}

#[test]
fn an_address_that_is_not_ours_is_a_local_error() {
    on_a_core(async {
        let (listener, base) = listen().await;
        let local_addresses = vec![IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1))];
        let slot = slot_with(NetSettings { local_addresses, ..NetSettings::default() });
        let failure = Ask::default().of(&slot, &base).await.unwrap_err();
        assert_eq!(failure.error.kind(), ErrorKind::Local("EADDRNOTAVAIL"));
        assert!(failure.error.to_string().contains("local_addresses"), "{}", failure.error);
        drop(listener);
    });
}

#[test]
fn each_phase_has_its_timeout() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n";
    on_a_core(async {
        for (scripted, body, kind) in [
            (vec![Does::Reads, Does::Waits], 0, ErrorKind::TimeoutHeaders),
            (vec![Does::Reads, writes(head), Does::Waits], 0, ErrorKind::TimeoutHeaders),
            (
                vec![Does::Reads, writes(format!("{head}\r\nhell")), Does::Waits],
                0,
                ErrorKind::TimeoutBody,
            ),
            (vec![Does::Stalls], 20_000_000, ErrorKind::TimeoutSend),
        ] {
            let (listener, base) = listen().await;
            let server = serve(listener, vec![scripted]);
            let body = vec![0; body].into();
            let ask = Ask { deadline: soon(), method: Method::PUT, body, ..Ask::default() };
            let asked = now();
            let failure = ask.of(&slot(), &base).await.unwrap_err();
            assert_eq!(failure.error.kind(), kind, "{}", failure.error);
            assert!(asked.elapsed() >= millis(99));
            assert!(failure.phases.connect.is_some());
            server.abort();
        }
    });
}

#[test]
fn a_deadline_may_be_earlier_than_the_one_before() {
    on_a_core(async {
        let (listener, base) = listen().await;
        let ok = writes("HTTP/1.1 204 No\r\n\r\n");
        let script = vec![Does::Reads, ok, Does::Reads, Does::Waits];
        let server = serve(listener, vec![script]);
        let slot = slot();
        let late = Some(now() + millis(600_000));
        Ask { deadline: late, ..Ask::default() }.of(&slot, &base).await.unwrap();
        let failure = Ask { deadline: soon(), ..Ask::default() }.of(&slot, &base).await;
        assert_eq!(failure.unwrap_err().error.kind(), ErrorKind::TimeoutHeaders);
        assert_eq!(slot.opened(), 1);
        server.await.unwrap();
    });
}

#[test]
fn a_connection_that_is_not_taken_times_out() {
    on_a_core(async {
        // A listener whose queue is full answers no more connections.
        let socket = tokio::net::TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener: TcpListener = socket.listen(1).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let base = BaseUrl::parse(&base).unwrap();
        let mut kinds = Vec::new();
        let slots = [slot(), slot(), slot(), slot()];
        for slot in &slots {
            let failure = Ask { deadline: soon(), ..Ask::default() }.of(slot, &base).await;
            kinds.push(failure.unwrap_err().error.kind());
        }
        assert!(kinds.contains(&ErrorKind::TimeoutConnect), "{kinds:?}");
    });
}

#[test]
fn resets_are_told_from_closing() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhe";
    on_a_core(async {
        for script in
            [vec![Does::Reads, Does::Resets], vec![Does::Reads, writes(head), Does::Resets]]
        {
            let (listener, base) = listen().await;
            let server = serve(listener, vec![script]);
            let failure = Ask::default().of(&slot(), &base).await.unwrap_err();
            assert_eq!(failure.error.kind(), ErrorKind::Reset, "{}", failure.error);
            server.await.unwrap();
        }
    });
}
