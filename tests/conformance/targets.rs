//! Where requests may go, and where they go.

use std::net::TcpListener;

use super::every_wire::{Wire, ask, on_every_wire};
use crate::session::recording::{Recording, answer};

on_every_wire! {
    nothing_is_sent_to_a_target_that_is_not_allowed,
    hosts_are_where_resolve_says,
    hosts_are_looked_up,
    an_unknown_host_is_named_as_such,
    a_port_that_nothing_listens_at_refuses,
    connections_come_from_the_local_addresses,
}

async fn nothing_is_sent_to_a_target_that_is_not_allowed(wire: Wire) {
    let (here, there) = (Recording::plain(), Recording::plain());
    let request = format!("GET {}/there", there.url());
    let asked = ask(wire, &here.url(), &["GET /here", &request], &[]).await;
    assert_eq!(asked.outcomes[0], "GET /here: 200 /here");
    assert_eq!(asked.outcomes[1], format!("{request}: target_not_allowed"));
    assert_eq!(there.opened(), 0);
    let message = asked.ran.message("target_not_allowed");
    assert!(message.contains(&format!("allow_targets: [\"{}\"]", there.address)), "{message}");
}

async fn hosts_are_where_resolve_says(wire: Wire) {
    let server = Recording::start(|seen| answer("200 OK", &[], seen.header("host").unwrap()));
    let port = server.address.port();
    for (host, address) in [
        ("shop.test".to_owned(), server.address.to_string()),
        ("shop.test:81".to_owned(), server.address.to_string()),
        (format!("shop.test:{port}"), "127.0.0.1".to_owned()),
    ] {
        let key = format!("resolve={{ \"shop.test\": \"{address}\" }}");
        let asked = ask(wire, &format!("http://{host}"), &["GET /"], &[&key]).await;
        // There it is the port that is dialled.
        let host = match wire {
            Wire::ReqwestHttp2 => format!("shop.test:{port}"),
            _ => host,
        };
        assert_eq!(asked.outcomes, [format!("GET /: 200 {host}")], "{key}");
    }
}

async fn hosts_are_looked_up(wire: Wire) {
    let server = Recording::plain();
    let url = format!("http://localhost:{}", server.address.port());
    let asked = ask(wire, &url, &["GET /a", "GET /b"], &[]).await;
    assert_eq!(asked.outcomes, ["GET /a: 200 /a", "GET /b: 200 /b"]);
    assert_eq!(server.opened(), 1);
}

async fn an_unknown_host_is_named_as_such(wire: Wire) {
    let asked = ask(wire, "http://nobody.invalid", &["GET /"], &[]).await;
    let kind = asked.outcomes[0].strip_prefix("GET /: ").unwrap();
    // Without a resolver to ask, the system only says that it could not look.
    assert!(matches!(kind, "dns:not_found" | "dns:failed"), "{kind}");
    assert!(asked.ran.message(kind).contains("nobody.invalid"));
}

async fn a_port_that_nothing_listens_at_refuses(wire: Wire) {
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let asked = ask(wire, &format!("http://{address}"), &["GET /"], &[]).await;
    assert_eq!(asked.outcomes, ["GET /: connect:refused"]);
    assert!(asked.ran.message("connect:refused").contains(&address.to_string()));
}

async fn connections_come_from_the_local_addresses(wire: Wire) {
    let server = Recording::start(|seen| answer("200 OK", &[], &seen.peer.unwrap().to_string()));
    let key = "local_addresses=[\"127.0.0.9\"]";
    let asked = ask(wire, &server.url(), &["GET /"], &[key]).await;
    assert_eq!(asked.outcomes, ["GET /: 200 127.0.0.9"]);
}
