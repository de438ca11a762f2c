//! Which version is spoken: what is offered, what servers agree to, and what they do not know.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use chaperon::prelude::*;
use rustls::server::Acceptor;

use super::frames::Server;
use crate::conformance::every_wire::{Wire, ask};
use crate::conformance::tls;
use crate::session::in_process::run_with;
use crate::session::recording::Recording;

#[scenario]
async fn sees_versions(session: &mut Session) -> Result {
    let first = session.get("/").await?;
    session.check(format_args!("{:?}", first.version()), true);
    for _ in 0..3 {
        session.spawn("ask", async |session: &mut Session| session.get("/").await);
    }
    session.join("ask").await?;
    Ok(())
}

load_test! {
    SeesVersions { scenarios: [sees_versions] }
}

#[tokio::test]
async fn over_tls_the_server_has_the_choice_unless_a_version_is_set() {
    for wire in ["direct", "reqwest"] {
        the_server_has_the_choice(wire).await;
    }
}

async fn the_server_has_the_choice(wire: &str) {
    let own = tls::signed("127.0.0.1");
    let (old, new) = (Wire::Direct, Wire::Http2);
    for (server, key, version, opened) in [
        (old, "auto", "HTTP/1.1", 3..=3),
        (new, "auto", "HTTP/2.0", 1..=1),
        (new, "2", "HTTP/2.0", 1..=1),
        (old, "1.1", "HTTP/1.1", 3..=3),
    ] {
        let server = tls::serve(server, &own, None);
        let url = server.url().replace("http:", "https:");
        let ran = run_with::<SeesVersions>(&url, |options| {
            options.config.set_text(&format!("http.version={key}")).unwrap();
            options.config.set_text(&format!("http.wire={wire}")).unwrap();
            options.config.set_text("insecure=true").unwrap();
        })
        .await;
        assert_eq!(ran.all_errors(), [], "{wire} {key}");
        ran.held(version, 1);
        assert!(opened.contains(&server.opened()), "{wire} {key}: {}", server.opened());
    }
}

#[tokio::test]
async fn without_tls_http2_is_spoken_only_where_it_is_said() {
    let server = Recording::plain();
    for (key, version) in [("auto", "HTTP/1.1"), ("1.1", "HTTP/1.1"), ("2", "HTTP/2.0")] {
        let ran = run_with::<SeesVersions>(&server.url(), |options| {
            options.config.set_text(&format!("http.version={key}")).unwrap();
        })
        .await;
        ran.held(version, 1);
    }
}

#[tokio::test]
async fn a_server_that_does_not_agree_to_what_is_set_is_named_with_the_key() {
    let own = tls::signed("127.0.0.1");
    let server = tls::serve(Wire::Direct, &own, None);
    let url = server.url().replace("http:", "https:");
    let asked = ask(Wire::Http2, &url, &["GET /"], &["insecure=true"]).await;
    assert_eq!(asked.outcomes, ["GET /: tls:failed"]);
    let message = asked.ran.message("tls:failed");
    assert!(message.contains("`http.version`") && message.contains("HTTP/2"), "{message}");
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test]
async fn a_server_that_knows_no_http2_is_named_with_the_key() {
    type Play = fn(&mut TcpStream) -> io::Result<()>;
    let says_no: Play = |stream| {
        stream.read_exact(&mut [0; 24])?;
        stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")?;
        stream.read_to_end(&mut Vec::new()).map(drop)
    };
    let leaves: Play = |stream| {
        stream.read_exact(&mut [0; 24])?;
        stream.shutdown(std::net::Shutdown::Write)?;
        stream.read_to_end(&mut Vec::new()).map(drop)
    };
    let plays: [(Play, &str); 2] = [(says_no, "bad_response"), (leaves, "eof_before_headers")];
    for (play, kind) in plays {
        let server = Server::start(move |_, peer| play(&mut peer.stream().try_clone()?));
        let asked = ask(Wire::Http2, &server.url(), &["GET /"], &[]).await;
        assert_eq!(asked.outcomes, [format!("GET /: {kind}")]);
        let message = asked.ran.message(kind);
        assert!(message.contains("`http.version`"), "{message}");
    }
}

#[scenario]
async fn greets(session: &mut Session) -> Result {
    let _ = session.get("/").await;
    let _ = session.ws_connect("/ws").await;
    Ok(())
}

load_test! {
    Greets { scenarios: [greets] }
}

/// What the client offers to speak in each handshake, none of which goes on.
fn offers() -> (Server, Arc<Mutex<Vec<String>>>) {
    let seen = Arc::<Mutex<Vec<String>>>::default();
    let kept = seen.clone();
    let server = Server::start(move |_, peer| {
        let (mut acceptor, mut stream) = (Acceptor::default(), peer.stream());
        loop {
            acceptor.read_tls(&mut stream)?;
            let Ok(Some(accepted)) = acceptor.accept() else { continue };
            let hello = accepted.client_hello();
            let names = hello.alpn().into_iter().flatten();
            let names: Vec<_> = names.map(String::from_utf8_lossy).collect();
            kept.lock().unwrap().push(names.join(" "));
            return Ok(());
        }
    });
    (server, seen)
}

#[tokio::test]
async fn web_sockets_are_offered_in_http1_whatever_the_version() {
    for (key, offered) in [("auto", "h2 http/1.1"), ("1.1", "http/1.1"), ("2", "h2")] {
        let (server, seen) = offers();
        let url = server.url().replace("http:", "https:");
        run_with::<Greets>(&url, |options| {
            options.config.set_text(&format!("http.version={key}")).unwrap();
        })
        .await;
        assert_eq!(*seen.lock().unwrap(), [offered, "http/1.1"], "{key}");
    }
}
