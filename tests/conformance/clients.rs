//! Clients that the user makes for the wire `reqwest`.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chaperon::prelude::*;
use chaperon::reqwest::{Client, ClientBuilder, redirect};
use chaperon::{Definition, Entry, HttpClients, LoadTest};

use super::every_wire::{Wire, run_with};
use crate::session::in_process::Ran;
use crate::session::recording::{Recording, answer};

#[scenario]
async fn visits(session: &mut Session) -> Result {
    session.get("/away").await?;
    Ok(())
}

load_test! {
    Visits { scenarios: [8 * visits] }
}

async fn run<T: LoadTest>(server: &Recording, clients: HttpClients, cores: u16) -> Ran {
    let keys = ["http.follow_redirects=0"];
    run_with::<T>(Wire::Reqwest, &server.url(), &keys, |options| {
        options.http_clients = clients;
        options.cores = Some(cores);
    })
    .await
}

fn redirecting() -> Recording {
    Recording::start(|_| answer("302 Found", &["Location: /there"], ""))
}

/// Marks what its clients send.
fn marking(mark: &'static str) -> HttpClients {
    HttpClients::made_by(move |builder| {
        let headers = [("x-mark".parse().unwrap(), mark.parse().unwrap())];
        builder.default_headers(headers.into_iter().collect()).build()
    })
}

#[tokio::test]
async fn they_are_made_once_a_core_and_do_not_follow_redirects() {
    let server = redirecting();
    let made = Arc::<AtomicUsize>::default();
    let count = made.clone();
    let clients = HttpClients::made_by(move |builder: ClientBuilder| {
        count.fetch_add(1, Ordering::SeqCst);
        builder.build()
    });
    let ran = run::<Visits>(&server, clients, 2).await;
    assert_eq!(made.load(Ordering::SeqCst), 2);
    assert_eq!((ran.all_errors(), server.seen().len()), (vec![], 8));
    assert_eq!(ran.0.snapshot().traffic().connections, server.opened() as u64);
}

struct Marked;

impl LoadTest for Marked {
    const NAME: &'static str = "Marked";

    fn define() -> Definition {
        Definition::new().entry(Entry::new::<visits>()).http_clients(marking("test"))
    }
}

#[tokio::test]
async fn those_of_a_load_test_are_used_unless_a_run_has_its_own() {
    for (clients, mark) in [(HttpClients::default(), "test"), (marking("run"), "run")] {
        let server = redirecting();
        run::<Marked>(&server, clients, 1).await;
        assert_eq!(server.only("/away").header("x-mark"), Some(mark));
    }
}

#[tokio::test]
async fn one_that_follows_redirects_or_is_not_made_is_an_error_of_the_config() {
    let follows =
        HttpClients::made_by(|builder| builder.redirect(redirect::Policy::default()).build());
    let fails = HttpClients::made_by(|_| Err::<Client, _>(std::io::Error::other("no client")));
    for (clients, what) in [(follows, "followed a redirect by itself"), (fails, "no client")] {
        let server = Recording::start(|seen| match seen.target.as_str() {
            "/away" => answer("302 Found", &["Location: /there"], ""),
            _ => answer("200 OK", &[], ""),
        });
        let ran = run::<Marked>(&server, clients, 1).await;
        let message = ran.message("config");
        assert!(message.contains(what), "{message}");
    }
}
