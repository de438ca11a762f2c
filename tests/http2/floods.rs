//! Servers that never stop asking: what has to be answered is not heaped up.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::frames::*;
use crate::conformance::every_wire::{Wire, ask};

/// More than the system holds of a connection in both directions.
const MUCH: usize = 64 << 20;

#[tokio::test]
async fn pings_and_settings_are_not_read_on_while_their_answers_are_not_taken() {
    let ping = [&[0, 0, 8, PING, 0, 0, 0, 0, 0][..], &[7; 8]].concat();
    let settings = [0, 0, 0, SETTINGS, 0, 0, 0, 0, 0];
    let many = [&ping[..], &settings].concat().repeat(10_000);
    let took_all = Arc::<AtomicBool>::default();
    let taken = took_all.clone();
    let server = Server::start(move |_, peer| {
        peer.greet(&[])?;
        peer.request()?;
        // It reads nothing from here on.
        peer.stream().set_write_timeout(Some(Duration::from_millis(500)))?;
        (0..MUCH / many.len()).try_for_each(|_| peer.write(&many))?;
        taken.store(true, Ordering::SeqCst);
        Ok(())
    });
    let asked = ask(Wire::Http2, &server.url(), &["POST /"], &[]).await;
    assert_ne!(asked.outcomes, ["POST /: 200"]);
    assert!(!took_all.load(Ordering::SeqCst));
}

#[tokio::test]
async fn an_answer_comes_through_any_number_of_pings_and_settings() {
    let server = Server::start(|_, peer| {
        peer.greet(&[])?;
        let stream = peer.request()?;
        for _ in 0..2_000 {
            peer.settings(&[(MAX_CONCURRENT_STREAMS, 10)])?;
            peer.send(PING, 0, 0, &[7; 8])?;
            let pong = peer.next(PING)?;
            assert_eq!((pong.flags, pong.payload), (ACK, vec![7; 8]));
        }
        peer.answer(stream, "hello")?;
        peer.wait()
    });
    let asked = ask(Wire::Http2, &server.url(), &["GET /"], &[]).await;
    assert_eq!(asked.outcomes, ["GET /: 200 hello"]);
}
