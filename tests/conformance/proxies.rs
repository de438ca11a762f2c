//! Requests through proxies, which only the wire `reqwest` knows.

use std::net::TcpListener;

use super::every_wire::{Asked, Wire, ask};
use super::proxy_servers::Proxy;
use super::tls;
use crate::program::Program;
use crate::session::recording::Recording;

async fn through(base_url: &str, requests: &[&str], keys: &[&str]) -> Asked {
    ask(Wire::Reqwest, base_url, requests, keys).await
}

#[tokio::test]
async fn plain_requests_are_passed_on_by_an_http_proxy() {
    let (server, proxy) = (Recording::plain(), Proxy::http(None));
    let requests = ["GET /a", "POST /b", "GET /a?again"];
    let asked = through(&server.url(), &requests, &[&proxy.key("http", "")]).await;
    assert_eq!(asked.outcomes, ["GET /a: 200 /a", "POST /b: 200 /b", "GET /a?again: 200 /a?again"]);
    let url = server.url();
    let lines = [format!("GET {url}/a"), format!("POST {url}/b"), format!("GET {url}/a?again")];
    assert_eq!(proxy.through(), lines);
    assert_eq!(server.only("/a").header("host"), Some(&*server.address.to_string()));
    assert_eq!(asked.opened(), 1, "the connection to the proxy stays open");
}

#[tokio::test]
async fn tls_goes_through_a_tunnel_of_an_http_proxy() {
    let server = tls::serve(Wire::Reqwest, &tls::signed("127.0.0.1"), None);
    let proxy = Proxy::http(Some("me:pass word"));
    let url = server.url().replace("http:", "https:");
    let keys = ["insecure=true", &proxy.key("http", "me:pass%20word@")];
    let asked = through(&url, &["GET /a", "GET /b"], &keys).await;
    assert_eq!(asked.outcomes, ["GET /a: 200 safe /a", "GET /b: 200 safe /b"]);
    assert_eq!(proxy.through(), [format!("CONNECT {}", server.address)]);
    assert!(server.seen().iter().all(|seen| seen.header("proxy-authorization").is_none()));
    let keys = [&*proxy.key("http", "me:pass%20word@")];
    let asked = through(&url, &["GET /a"], &keys).await;
    assert_eq!(asked.outcomes, ["GET /a: tls:unknown_ca"], "the target's certificate is checked");
}

#[tokio::test]
async fn a_proxy_may_itself_speak_tls() {
    let proxy = tls::serve(Wire::Reqwest, &tls::signed("127.0.0.1"), None);
    let key = format!("http.proxy=https://{}", proxy.address);
    let asked = through("http://shop.test", &["GET /a"], &["insecure=true", &key]).await;
    assert_eq!(asked.outcomes, ["GET /a: 200 safe http://shop.test/a"]);
}

#[tokio::test]
async fn a_proxy_that_wants_another_user_refuses() {
    let server = Recording::plain();
    let proxy = Proxy::http(Some("me:pass word"));
    let key = proxy.key("http", "me:wrong@");
    let plain = through(&server.url(), &["GET /a"], &[&key]).await;
    assert_eq!(plain.outcomes, ["GET /a: 407"]);
    let url = server.url().replace("http:", "https:");
    let tunnel = through(&url, &["GET /a"], &[&key]).await;
    assert_eq!(tunnel.outcomes, ["GET /a: connect:failed"]);
    let message = tunnel.ran.message("connect:failed");
    let named = message.contains(&format!("by the proxy at {}", proxy.address));
    assert!(named && !message.contains("wrong"), "{message}");
    assert_eq!((server.opened(), proxy.through()), (0, vec![]));
}

#[tokio::test]
async fn hosts_are_looked_up_here_for_socks5_and_by_the_proxy_for_socks5h() {
    let server = Recording::plain();
    let port = server.address.port();
    let url = format!("http://shop.test:{port}");
    let key = "resolve={ \"shop.test\": \"127.0.0.1\" }";
    for (scheme, host, user) in [
        ("socks5", "127.0.0.1", ""),
        ("socks5h", "shop.test", ""),
        ("socks5", "127.0.0.1", "me:pass%20word@"),
        ("socks5h", "shop.test", "me:pass%20word@"),
    ] {
        let proxy = Proxy::socks((!user.is_empty()).then_some("me:pass word"));
        let keys = [&*proxy.key(scheme, user), key];
        let asked = through(&url, &["GET /a", "GET /b"], &keys).await;
        assert_eq!(asked.outcomes, ["GET /a: 200 /a", "GET /b: 200 /b"], "{scheme}");
        assert_eq!(proxy.through(), [format!("{host}:{port}")], "{scheme}");
    }
}

#[tokio::test]
async fn a_port_that_resolve_sets_holds_for_socks5() {
    let (server, proxy) = (Recording::plain(), Proxy::socks(None));
    let key = format!("resolve={{ \"shop.test\": \"{}\" }}", server.address);
    let keys = [&*proxy.key("socks5", ""), &key];
    let asked = through("http://shop.test", &["GET /a"], &keys).await;
    assert_eq!(asked.outcomes, ["GET /a: 200 /a"]);
    assert_eq!(proxy.through(), [server.address.to_string()]);
    assert_eq!(server.only("/a").header("host"), Some("shop.test"));
}

#[tokio::test]
async fn tls_goes_through_a_socks_proxy() {
    let server = tls::serve(Wire::Reqwest, &tls::signed("127.0.0.1"), None);
    let proxy = Proxy::socks(None);
    let url = server.url().replace("http:", "https:");
    let keys = ["insecure=true", &proxy.key("socks5h", "")];
    let asked = through(&url, &["GET /a"], &keys).await;
    assert_eq!(asked.outcomes, ["GET /a: 200 safe /a"]);
    assert_eq!(proxy.through(), [server.address.to_string()]);
}

#[tokio::test]
async fn a_socks_proxy_that_refuses_or_is_not_there_is_named() {
    let server = Recording::plain();
    let proxy = Proxy::socks(Some("me:pass word"));
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (key, kind, address) in [
        (proxy.key("socks5h", "me:wrong@"), "connect:failed", proxy.address),
        (proxy.key("socks5h", ""), "connect:failed", proxy.address),
        (format!("http.proxy=socks5h://me:wrong@{nobody}"), "connect:failed", nobody),
        (format!("http.proxy=http://me:wrong@{nobody}"), "connect:refused", nobody),
    ] {
        let asked = through(&server.url(), &["GET /a"], &[&key]).await;
        assert_eq!(asked.outcomes, [format!("GET /a: {kind}")], "{key}");
        let message = asked.ran.message(kind);
        assert!(message.contains(&format!("by the proxy at {address}")), "{message}");
        assert!(!message.contains("wrong"), "{message}");
    }
    assert_eq!(server.opened(), 0);
}

#[tokio::test]
async fn a_proxy_needs_not_be_allowed_and_the_target_behind_it_does() {
    let (here, there, proxy) = (Recording::plain(), Recording::plain(), Proxy::http(None));
    let request = format!("GET {}/there", there.url());
    let asked = through(&here.url(), &["GET /a", &request], &[&proxy.key("http", "")]).await;
    assert_eq!(asked.outcomes[0], "GET /a: 200 /a");
    assert_eq!(asked.outcomes[1], format!("{request}: target_not_allowed"));
    assert_eq!(proxy.through(), [format!("GET {}/a", here.url())]);
}

#[test]
fn a_proxys_password_is_in_no_output() {
    let (server, proxy) = (Recording::plain(), Proxy::http(Some("me:pass word")));
    let is_kept = |place: &str, text: &str| {
        for secret in ["pass word", "pass%20word", "pass+word", "me:pass"] {
            assert!(!text.contains(secret), "`{secret}` is in {place}:\n{text}");
        }
    };
    let key = proxy.key("http", "me:pass%20word@");
    let value = key.strip_prefix("http.proxy=").unwrap();
    for url in [server.url(), server.url().replace("http:", "https:")] {
        let program = Program::at(env!("CARGO_BIN_EXE_browse"));
        let program = program.with(["run", "Browsing", "--print-results"]).exporting();
        let program = program.set("base_url", &url).set("path", "/a").set("http.wire", "reqwest");
        let ended = program.set("http.proxy", value).run();
        is_kept("what is said", &ended.said);
        for name in ["out.csv", "out.json", "out.run.json", "out.config.json"] {
            is_kept(name, &ended.read(name));
        }
        assert!(ended.read("out.config.json").contains("***"));
    }
    assert!(!proxy.through().is_empty());
    for bad in ["ftp://me:pass%20word@proxy", "me:pass word@proxy", "http://me:pass+word@"] {
        let program = Program::at(env!("CARGO_BIN_EXE_browse")).with(["check", "Browsing"]);
        let ended = program.set("path", "/").set("http.proxy", bad).run();
        ended.ends_with(2).says(&["http.proxy", "socks5h://"]);
        is_kept("what is said", &ended.said);
    }
}
