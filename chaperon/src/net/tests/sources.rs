//! Where connections come from, and which of a host's addresses they go to.

use std::net::{IpAddr, Ipv4Addr};
use std::rc::Rc;

use tokio::net::TcpListener;

use super::server::{Ask, WIRES, known_host, on_a_core, slot_with};
use crate::net::{BaseUrl, Connections, Net, NetSettings, Targets};

fn loopback(last: u8) -> IpAddr {
    IpAddr::V4(Ipv4Addr::new(127, 0, 0, last))
}

/// Accepts connections on all loopback addresses and closes them at once; gives where they came
/// from and went to.
async fn ends(listener: &TcpListener) -> (IpAddr, IpAddr) {
    let (stream, from) = listener.accept().await.unwrap();
    (from.ip(), stream.local_addr().unwrap().ip())
}

#[test]
fn source_addresses_are_taken_in_turn() {
    on_a_core(async {
        let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let base = BaseUrl::parse(&format!("http://127.0.0.1:{port}")).unwrap();
        let local_addresses = vec![loopback(2), loopback(3)];
        let slot = slot_with(NetSettings { local_addresses, ..NetSettings::default() });
        for last in [2, 3, 2] {
            let (ask, (from, _)) = (Ask::default(), (loopback(0), ()));
            let (_, ends) = tokio::join!(ask.of(&slot, &base), ends(&listener));
            assert_ne!(from, ends.0);
            assert_eq!(ends.0, loopback(last));
        }
    });
}

#[test]
fn each_connection_and_each_slot_takes_the_next_address() {
    on_a_core(async {
        let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let base = BaseUrl::parse(&format!("http://many.test:{port}")).unwrap();
        for &wire in WIRES {
            let addresses = vec![loopback(1), loopback(2), loopback(3)];
            let settings = Rc::new(NetSettings {
                allow_targets: Targets::any(),
                resolve: vec![known_host("many.test", addresses)],
                wire,
                ..NetSettings::default()
            });
            let net = Rc::new(Net::new());
            let slots = [0, 1].map(|_| Connections::new(Rc::clone(&net), Rc::clone(&settings)));
            for (slot, last) in [(0, 1), (0, 2), (1, 2), (1, 3), (1, 1)] {
                let ask = Ask::default();
                let (_, ends) = tokio::join!(ask.of(&slots[slot], &base), ends(&listener));
                assert_eq!(ends.1, loopback(last), "{wire:?}");
            }
        }
    });
}

#[test]
fn an_address_that_refuses_is_passed_over() {
    on_a_core(async {
        let listener = TcpListener::bind("127.0.0.2:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let base = BaseUrl::parse(&format!("http://many.test:{port}")).unwrap();
        for &wire in WIRES {
            let resolve = vec![known_host("many.test", vec![loopback(1), loopback(2)])];
            let slot = slot_with(NetSettings { resolve, wire, ..NetSettings::default() });
            for _ in 0..2 {
                let ask = Ask::default();
                let (_, ends) = tokio::join!(ask.of(&slot, &base), ends(&listener));
                assert_eq!(ends.1, loopback(2), "{wire:?}");
            }
        }
    });
}
