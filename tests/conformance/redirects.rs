//! Redirects: each hop measured, methods as browsers have them, and an end to it.

use chaperon::prelude::*;

use super::every_wire::{Wire, ask, on_every_wire, run};
use crate::session::recording::{Recording, Seen, answer};

on_every_wire! {
    each_hop_is_a_sample_of_its_own,
    methods_and_bodies_are_kept_or_dropped_by_the_status,
    ten_are_followed_unless_said,
    secrets_stay_with_their_origin,
    a_target_that_is_not_allowed_is_not_redirected_to,
}

/// `/hop/3` redirects to `/hop/2`, and so on to `/hop/0`.
fn hops(seen: &Seen) -> Vec<u8> {
    let left = seen.target.strip_prefix("/hop/").and_then(|left| left.parse::<u32>().ok());
    match left.and_then(|left| left.checked_sub(1)) {
        Some(next) => answer("302 Found", &[&format!("Location: /hop/{next}")], "gone"),
        None => answer("200 OK", &[], "here"),
    }
}

async fn each_hop_is_a_sample_of_its_own(wire: Wire) {
    let server = Recording::start(hops);
    let asked = ask(wire, &server.url(), &["GET /hop/2"], &[]).await;
    assert_eq!(asked.outcomes, ["GET /hop/2: 200 here"]);
    assert_eq!(server.lines(), ["GET /hop/2", "GET /hop/1", "GET /hop/0"]);
    for name in ["get(/hop/2)", "get(/hop/1)", "get(/hop/0)"] {
        assert_eq!(asked.ran.count(name), 1, "{name}");
    }
    assert_eq!(server.opened(), 1);
}

#[scenario]
async fn posts(session: &mut Session) -> Result {
    for status in [301, 302, 303, 307, 308] {
        session.post(format!("/{status}")).json(json!(status)).await?;
    }
    session.head("/303").await?;
    Ok(())
}

load_test! {
    Posts { scenarios: [posts] }
}

async fn methods_and_bodies_are_kept_or_dropped_by_the_status(wire: Wire) {
    let server = Recording::start(|seen| match seen.target.trim_start_matches('/') {
        "" => answer("200 OK", &[], ""),
        status => answer(status, &["Location: /"], ""),
    });
    let ran = run::<Posts>(wire, &server.url(), &[]).await;
    let arrived: Vec<_> = server
        .seen()
        .into_iter()
        .filter(|seen| seen.target == "/")
        .map(|seen| {
            let kind = seen.header("content-type").is_some();
            (seen.method.clone(), seen.text(), kind)
        })
        .collect();
    let got = |method: &str| (method.to_owned(), String::new(), false);
    let kept = |body: &str| ("POST".to_owned(), body.to_owned(), true);
    assert_eq!(
        arrived,
        [got("GET"), got("GET"), got("GET"), kept("307"), kept("308"), got("HEAD")]
    );
    assert_eq!(ran.all_errors(), []);
}

async fn ten_are_followed_unless_said(wire: Wire) {
    let server = Recording::start(hops);
    let asked = ask(wire, &server.url(), &["GET /hop/10", "GET /hop/11"], &[]).await;
    assert_eq!(asked.outcomes, ["GET /hop/10: 200 here", "GET /hop/11: too_many_redirects"]);
    assert_eq!(server.seen().len(), 22, "the eleventh is not followed");
    let asked = ask(wire, &server.url(), &["GET /hop/1"], &["http.follow_redirects=0"]).await;
    assert_eq!(asked.outcomes, ["GET /hop/1: 302 gone"]);
}

#[scenario]
async fn is_sent_away(session: &mut Session) -> Result {
    session.get("/away").basic_auth("me", "secret").header("x-own", "1").await?;
    Ok(())
}

load_test! {
    IsSentAway { scenarios: [is_sent_away] }
}

fn redirecting_to(location: String) -> Recording {
    Recording::start(move |_| {
        let headers = [format!("Location: {location}"), "Set-Cookie: a=1".to_owned()];
        answer("307 Temporary Redirect", &headers.each_ref().map(String::as_str), "")
    })
}

async fn secrets_stay_with_their_origin(wire: Wire) {
    let there = Recording::plain();
    let here = redirecting_to(format!("http://localhost:{}/there", there.address.port()));
    run::<IsSentAway>(wire, &here.url(), &["allow_targets=[\"*\"]"]).await;
    assert!(here.only("/away").header("authorization").is_some());
    let arrived = there.only("/there");
    assert_eq!((arrived.header("authorization"), arrived.header("cookie")), (None, None));
    assert_eq!(arrived.header("x-own"), Some("1"));
    let host = format!("localhost:{}", there.address.port());
    assert_eq!(arrived.header("host"), Some(host.as_str()));
}

async fn a_target_that_is_not_allowed_is_not_redirected_to(wire: Wire) {
    let there = Recording::plain();
    let here = redirecting_to(there.url());
    let asked = ask(wire, &here.url(), &["GET /away"], &[]).await;
    assert_eq!(asked.outcomes, ["GET /away: target_not_allowed"]);
    assert_eq!((here.opened(), there.opened()), (1, 0));
}
