//! The same nginx by HTTP/2 inside TLS.

use chaperon::prelude::*;

use super::server::{HELLO, Nginx};
use super::{connections, kind, same};
use crate::session::in_process::{Ran, run_with};

async fn run<T: chaperon::LoadTest>(nginx: &Nginx) -> Ran {
    run_with::<T>(&nginx.url(), |options| options.config.set_text("insecure=true").unwrap()).await
}

#[scenario]
async fn reads_files(session: &mut Session) -> Result {
    let whole = session.get("/hello.txt").await?;
    session.check("by HTTP/2", format!("{:?}", whole.version()) == "HTTP/2.0");
    session.check("the whole file", whole.status() == 200 && whole.text() == HELLO);
    let part = session.get("/hello.txt").header("range", "bytes=6-10").await?;
    session.check("a part of it", part.status() == 206 && part.text() == "world");
    let etag = whole.header("etag").unwrap_or_default();
    let same = session.get("/hello.txt").header("if-none-match", etag).await?;
    session.check("nothing new", same.status() == 304 && same.bytes().is_empty());
    let head = session.head("/hello.txt").await?;
    session.check("the head alone", head.header("content-length") == Some("12"));
    let empty = session.get("/empty").await?;
    session.check("nothing", empty.status() == 204 && empty.bytes().is_empty());
    let moved = session.get("/moved").await?;
    session.check("another place", moved.status() == 200 && moved.text() == HELLO);
    let pressed = session.get("/compressed.txt").header("accept-encoding", "gzip").await?;
    session.check("compressed", pressed.text() == HELLO);
    let taken = session.post("/behind/taken").body("x").await?;
    session.check("from behind it", taken.text() == "taken");
    Ok(())
}

load_test! {
    ReadsFiles { scenarios: [reads_files] }
}

#[tokio::test]
async fn files_ranges_tags_heads_and_redirects_follow_each_other_on_one_connection() {
    let nginx = Nginx::start_http2();
    let ran = run::<ReadsFiles>(&nginx).await;
    let expected = [
        ("GET /hello.txt", 200),
        ("GET /hello.txt", 206),
        ("GET /hello.txt", 304),
        ("HEAD /hello.txt", 200),
        ("GET /empty", 204),
        ("GET /moved", 301),
        ("GET /hello.txt", 200),
        ("GET /compressed.txt", 200),
        ("POST /behind/taken", 200),
    ];
    let log = same(&ran, &nginx, &expected);
    assert_eq!(connections(&log), 1, "{log:#?}");
    for check in [
        "by HTTP/2",
        "the whole file",
        "a part of it",
        "nothing new",
        "the head alone",
        "nothing",
        "another place",
        "compressed",
        "from behind it",
    ] {
        ran.held(check, 1);
    }
}

#[scenario]
async fn comes_back(session: &mut Session) -> Result {
    for path in ["/twice", "/once", "/hasty"] {
        for pause in 0..10 {
            session.get(path).await?;
            session.delay(Duration::from_micros(pause * 200)).await?;
        }
        for _ in 0..10 {
            session.spawn("all", async move |session: &mut Session| session.post(path).await);
        }
        session.join("all").await?;
    }
    Ok(())
}

load_test! {
    ComesBack { scenarios: [comes_back] }
}

#[tokio::test]
async fn connections_that_nginx_ends_are_opened_again_without_an_error() {
    let nginx = Nginx::start_http2();
    let ran = run::<ComesBack>(&nginx).await;
    assert_eq!(ran.all_errors(), []);
    let log = nginx.log(60);
    for request in ["/twice", "/once", "/hasty"] {
        for method in ["GET", "POST"] {
            let line = format!("{method} {request}");
            let of = log.iter().filter(|logged| logged.request == line && logged.status == 200);
            assert_eq!(of.count(), 10, "{line}: {log:#?}");
        }
    }
    assert_eq!(ran.0.snapshot().traffic().connections, connections(&log) as u64);
}

#[scenario]
async fn asks_too_much(session: &mut Session) -> Result {
    let silent = session.post("/silent").await;
    session.check("no answer", kind(&silent).is_some());
    let large = session.post("/small").body(vec![b'x'; 5_000_000]).await?;
    session.check("too large a body", large.status() == 413);
    session.check("with a page", large.text().contains("413 Request Entity Too Large"));
    let after = session.get("/hello.txt").await?;
    session.check("and on it goes", after.status() == 200);
    Ok(())
}

load_test! {
    AsksTooMuch { scenarios: [asks_too_much] }
}

#[tokio::test]
async fn a_refusal_in_the_midst_of_a_request_is_read() {
    let nginx = Nginx::start_http2();
    let ran = run::<AsksTooMuch>(&nginx).await;
    for check in ["no answer", "too large a body", "with a page", "and on it goes"] {
        ran.held(check, 1);
    }
    assert_eq!(ran.all_errors().len(), 1, "{:?}", ran.all_errors());
}
