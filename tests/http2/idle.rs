//! What a server says while nothing is asked: it is heard, and not only with the next request.

use std::io;
use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};

use super::frames::*;
use crate::conformance::every_wire::{Asked, Wire, ask};

/// Asks a server that says something afterwards; then another, which answers when that was heard;
/// and then the first again.
async fn hears(
    says: impl Fn(&mut Peer, &Sender<()>) -> io::Result<()> + Send + Sync + 'static,
) -> (Asked, Server) {
    let (told, heard) = channel();
    let (told, heard) = (Mutex::new(told), Mutex::new(heard));
    let first = Server::start(move |number, peer| {
        peer.greet(&[])?;
        let stream = peer.request()?;
        peer.answer(stream, "")?;
        let told = told.lock().unwrap().clone();
        if number == 0 {
            says(peer, &told)?;
        }
        peer.answer_all("hello")
    });
    let second = Server::start(move |_, peer| {
        peer.greet(&[])?;
        let stream = peer.request()?;
        heard.lock().unwrap().recv().ok();
        peer.answer(stream, "heard")?;
        peer.wait()
    });
    let requests = ["GET /".to_owned(), format!("GET {}/", second.url()), "GET /".to_owned()];
    let requests = requests.each_ref().map(String::as_str);
    let key = format!("allow_targets=[\"{}\", \"{}\"]", first.address, second.address);
    (ask(Wire::Http2, &first.url(), &requests, &[key.as_str()]).await, first)
}

#[tokio::test]
async fn a_ping_to_an_idle_connection_is_answered() {
    let (asked, server) = hears(|peer, told| {
        peer.send(PING, 0, 0, &[7; 8])?;
        let pong = peer.next(PING)?;
        assert_eq!((pong.flags, pong.payload), (ACK, vec![7; 8]));
        told.send(()).unwrap();
        Ok(())
    })
    .await;
    assert!(asked.outcomes[1].ends_with(": 200 heard"), "{:?}", asked.outcomes);
    assert_eq!((asked.outcomes[2].as_str(), server.opened()), ("GET /: 200 hello", 1));
}

#[tokio::test]
async fn an_idle_connection_is_closed_when_the_server_goes_away() {
    let (asked, server) = hears(|peer, told| {
        peer.go_away(1, NO_ERROR)?;
        peer.wait().ok();
        told.send(()).unwrap();
        Ok(())
    })
    .await;
    assert!(asked.outcomes[1].ends_with(": 200 heard"), "{:?}", asked.outcomes);
    assert_eq!((asked.outcomes[2].as_str(), server.opened()), ("GET /: 200", 2));
}
