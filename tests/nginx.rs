//! Against a real nginx: what we report is what nginx's access log says, in its odd cases too.

mod http2;
mod server;

use std::collections::BTreeSet;

use chaperon::ErrorKind;
use chaperon::prelude::*;

use self::server::{HELLO, Logged, Nginx};
use crate::session::in_process::{Ran, run};

fn kind<T>(outcome: &Result<T>) -> Option<ErrorKind> {
    outcome.as_ref().err().map(chaperon::Error::kind)
}

/// Asserts that these requests were logged with these statuses, in this order, and nothing else,
/// and that each answered one was measured.
#[track_caller]
fn same(ran: &Ran, nginx: &Nginx, expected: &[(&str, u16)]) -> Vec<Logged> {
    let log = nginx.log(expected.len());
    let seen: Vec<(&str, u16)> = log.iter().map(|line| (&*line.request, line.status)).collect();
    assert_eq!(seen, expected);
    for request in expected.iter().map(|(request, _)| request).collect::<BTreeSet<_>>() {
        let (method, path) = request.split_once(' ').unwrap();
        let name = format!("{}({path})", method.to_lowercase());
        let answered = log.iter().filter(|line| line.request == **request && line.status != 444);
        assert_eq!(ran.count(&name), answered.count() as u64, "{name}");
    }
    log
}

fn connections(log: &[Logged]) -> usize {
    log.iter().map(|line| line.connection).collect::<BTreeSet<_>>().len()
}

#[scenario]
async fn reads_files(session: &mut Session) -> Result {
    let whole = session.get("/hello.txt").await?;
    session.check("the whole file", whole.status() == 200 && whole.text() == HELLO);
    let etag = whole.header("etag").unwrap_or_default().to_owned();
    let part = session.get("/hello.txt").header("range", "bytes=6-10").await?;
    session.check("a part of it", part.status() == 206 && part.text() == "world");
    session.check("which part", part.header("content-range") == Some("bytes 6-10/12"));
    let parts = session.get("/hello.txt").header("range", "bytes=0-0,6-6").await?;
    let kind = parts.header("content-type").unwrap_or_default();
    session.check("two parts", kind.starts_with("multipart/byteranges"));
    let beyond = session.get("/hello.txt").header("range", "bytes=100-").await?;
    session.check("a part beyond its end", beyond.status() == 416);
    let same = session.get("/hello.txt").header("if-none-match", &etag).await?;
    session.check("nothing new", same.status() == 304 && same.bytes().is_empty());
    session.check("the same tag", same.header("etag") == Some(&*etag));
    let head = session.head("/hello.txt").await?;
    session.check("the head alone", head.header("content-length") == Some("12"));
    session.check("no body", head.bytes().is_empty());
    let empty = session.get("/empty").await?;
    session.check("nothing", empty.status() == 204 && empty.bytes().is_empty());
    let missing = session.get("/missing").await?;
    session.check("an error's page", missing.text().contains("<h1>404 Not Found</h1>"));
    let moved = session.get("/moved").await?;
    session.check("another place", moved.status() == 200 && moved.text() == HELLO);
    Ok(())
}

load_test! {
    ReadsFiles { scenarios: [reads_files] }
}

#[tokio::test]
async fn files_ranges_tags_heads_and_redirects_follow_each_other_on_one_connection() {
    let nginx = Nginx::start();
    let ran = run::<ReadsFiles>(&nginx.url()).await;
    let file = |status| ("GET /hello.txt", status);
    let expected = [
        file(200),
        file(206),
        file(206),
        file(416),
        file(304),
        ("HEAD /hello.txt", 200),
        ("GET /empty", 204),
        ("GET /missing", 404),
        ("GET /moved", 301),
        file(200),
    ];
    let log = same(&ran, &nginx, &expected);
    assert_eq!(connections(&log), 1, "{log:#?}");
    for check in [
        "the whole file",
        "a part of it",
        "which part",
        "two parts",
        "a part beyond its end",
        "nothing new",
        "the same tag",
        "the head alone",
        "no body",
        "nothing",
        "an error's page",
        "another place",
    ] {
        ran.held(check, 1);
    }
}

#[scenario]
async fn reads_framings(session: &mut Session) -> Result {
    for (path, framing) in [
        ("/compressed.txt", Some("chunked")),
        ("/behind/compressed.txt", Some("chunked")),
        ("/unframed.txt", None),
        ("/compressed.txt", Some("chunked")),
    ] {
        let read = session.get(path).header("accept-encoding", "gzip").await?;
        session.check("compressed", read.header("content-encoding") == Some("gzip"));
        session.check("the framing", read.header("transfer-encoding") == framing);
        session.check("no length", read.header("content-length").is_none());
        session.check("the text", read.text() == HELLO);
    }
    let taken = session.post("/behind/taken").header("expect", "100-continue").body("x").await?;
    session.check("after 100 Continue", taken.status() == 200 && taken.text() == "taken");
    Ok(())
}

load_test! {
    ReadsFramings { scenarios: [reads_framings] }
}

#[tokio::test]
async fn compressed_bodies_are_read_in_chunks_and_to_the_connection_s_end() {
    let nginx = Nginx::start();
    let ran = run::<ReadsFramings>(&nginx.url()).await;
    let expected = [
        ("GET /compressed.txt", 200),
        ("GET /behind/compressed.txt", 200),
        ("GET /unframed.txt", 200),
        ("GET /compressed.txt", 200),
        ("POST /behind/taken", 200),
    ];
    let log = same(&ran, &nginx, &expected);
    // The body without a frame ended with its connection.
    assert_eq!(connections(&log), 2, "{log:#?}");
    for check in ["compressed", "the framing", "no length", "the text"] {
        ran.held(check, 4);
    }
    ran.held("after 100 Continue", 1);
}

#[scenario]
async fn comes_back(session: &mut Session) -> Result {
    for _ in 0..6 {
        session.get("/twice").await?;
    }
    for _ in 0..3 {
        session.get("/once").await?;
    }
    for pause in 0..20 {
        session.get("/hasty").await?;
        session.delay(Duration::from_micros(pause * 200)).await?;
    }
    Ok(())
}

load_test! {
    ComesBack { scenarios: [comes_back] }
}

#[tokio::test]
async fn connections_that_nginx_closes_are_opened_again_without_an_error() {
    let nginx = Nginx::start();
    let ran = run::<ComesBack>(&nginx.url()).await;
    let twice = [("GET /twice", 200); 6];
    let once = [("GET /once", 200); 3];
    let hasty = [("GET /hasty", 200); 20];
    let log = same(&ran, &nginx, &[&twice[..], &once, &hasty].concat());
    assert_eq!((connections(&log[..6]), connections(&log[6..9])), (3, 3), "{log:#?}");
    assert_eq!(ran.all_errors(), []);
}

#[scenario]
async fn is_left_without_an_answer(session: &mut Session) -> Result {
    let fresh = session.get("/silent").await;
    session.check("on a new connection", kind(&fresh) == Some(ErrorKind::EofBeforeHeaders));
    session.get("/empty").await?;
    let post = session.post("/silent").await;
    session.check("nor is a POST", kind(&post) == Some(ErrorKind::EofBeforeHeaders));
    session.get("/empty").await?;
    let used = session.get("/silent").await;
    session.check("on a used connection", kind(&used) == Some(ErrorKind::EofBeforeHeaders));
    Ok(())
}

load_test! {
    LeftWithoutAnAnswer { scenarios: [is_left_without_an_answer] }
}

#[tokio::test]
async fn a_connection_closed_for_an_answer_is_an_error_after_one_more_try_where_that_is_safe() {
    let nginx = Nginx::start();
    let ran = run::<LeftWithoutAnAnswer>(&nginx.url()).await;
    let expected = [
        ("GET /silent", 444),
        ("GET /empty", 204),
        ("POST /silent", 444),
        ("GET /empty", 204),
        ("GET /silent", 444),
        ("GET /silent", 444),
    ];
    same(&ran, &nginx, &expected);
    assert_eq!(ran.all_errors(), [("eof_before_headers".to_owned(), 3)]);
    for check in ["on a new connection", "nor is a POST", "on a used connection"] {
        ran.held(check, 1);
    }
}

#[scenario]
async fn asks_too_much(session: &mut Session) -> Result {
    let fits = session.post("/small").body("0123456789").await?;
    session.check("what fits is taken", fits.text() == "taken");
    let large = session.post("/small").body(vec![b'x'; 5_000_000]).await?;
    session.check("too large a body", large.status() == 413);
    session.check("with a page", large.text().contains("413 Request Entity Too Large"));
    let bad = session.get("/hello.txt").header("host", "no/host").await?;
    session.check("a bad host", bad.status() == 400);
    let long = session.get("/hello.txt").header("x", "y".repeat(40_000)).await?;
    session.check("too large a head", long.status() == 400);
    let after = session.get("/hello.txt").await?;
    session.check("and on it goes", after.status() == 200);
    Ok(())
}

load_test! {
    AsksTooMuch { scenarios: [asks_too_much] }
}

#[tokio::test]
async fn a_refusal_in_the_midst_of_a_request_is_read() {
    let nginx = Nginx::start();
    let ran = run::<AsksTooMuch>(&nginx.url()).await;
    let log = nginx.log(5);
    let mut statuses: Vec<u16> = log.iter().map(|line| line.status).collect();
    // A body that is still coming is read on for a while, and the request logged after that.
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 200, 400, 400, 413]);
    for check in [
        "what fits is taken",
        "too large a body",
        "with a page",
        "a bad host",
        "too large a head",
        "and on it goes",
    ] {
        ran.held(check, 1);
    }
    assert_eq!(ran.all_errors(), []);
}

#[scenario]
async fn is_cut_off(session: &mut Session) -> Result {
    let rude = session.post("/small/rude").body(vec![b'x'; 5_000_000]).await;
    let refused = rude.as_ref().is_ok_and(|response| response.status() == 413);
    session.check("either way", refused || kind(&rude) == Some(ErrorKind::Reset));
    Ok(())
}

load_test! {
    IsCutOff { scenarios: [is_cut_off] }
}

#[tokio::test]
async fn a_refusal_that_does_not_linger_is_read_or_a_reset() {
    let nginx = Nginx::start();
    let ran = run::<IsCutOff>(&nginx.url()).await;
    assert_eq!(nginx.log(1)[0].status, 413);
    ran.held("either way", 1);
    assert_eq!(ran.count("post(/small/rude)") + ran.errors("reset"), 1);
}
