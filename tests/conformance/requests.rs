//! What is sent, as the server sees it: lines, headers and bodies.

use chaperon::Method;
use chaperon::prelude::*;
use chaperon::{Multipart, Part};

use super::every_wire::{Wire, on_every_wire, run};
use crate::session::recording::{Recording, answer};

on_every_wire! {
    every_method_is_sent_with_its_body_announced_where_one_is_usual,
    headers_are_ours_the_configs_and_the_requests,
    a_target_is_sent_as_it_is_written,
    every_kind_of_body_arrives_with_its_type,
    a_large_body_arrives_whole,
    a_request_that_could_be_misread_is_not_sent,
}

#[scenario]
async fn methods(session: &mut Session) -> Result {
    for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PURGE"] {
        session.request(method.parse::<Method>()?, "/x").await?;
    }
    session.delete("/body").body("x").await?;
    Ok(())
}

load_test! {
    Methods { scenarios: [methods] }
}

async fn every_method_is_sent_with_its_body_announced_where_one_is_usual(wire: Wire) {
    let server = Recording::start(|_| answer("200 OK", &[], ""));
    let ran = run::<Methods>(wire, &server.url(), &[]).await;
    let seen = server.seen();
    let seen: Vec<_> =
        seen.iter().map(|it| (it.method.as_str(), it.header("content-length"))).collect();
    // `hyper` finds a body usual for more methods, and cannot be told otherwise through `reqwest`.
    let unusual = (wire == Wire::ReqwestHttp2).then_some("0");
    assert_eq!(
        seen,
        [
            ("GET", None),
            ("POST", Some("0")),
            ("PUT", Some("0")),
            ("PATCH", Some("0")),
            ("DELETE", None),
            ("HEAD", None),
            ("OPTIONS", unusual),
            ("PURGE", unusual),
            ("DELETE", Some("1")),
        ]
    );
    assert_eq!((ran.all_errors(), server.opened()), (vec![], 1));
}

#[scenario]
async fn sends_headers(session: &mut Session) -> Result {
    session.get("/plain").await?;
    session.get("/own").header("x-all", "mine").header("accept", "a/b").await?;
    session.get("/host").header("host", "elsewhere").await?;
    Ok(())
}

load_test! {
    SendsHeaders {
        default_config: { http: { headers: { "x-all": "ours", "x-more": "1" } } },
        scenarios: [sends_headers],
    }
}

async fn headers_are_ours_the_configs_and_the_requests(wire: Wire) {
    let server = Recording::plain();
    let ran = run::<SendsHeaders>(wire, &server.url(), &[]).await;
    let sent = |target: &str| {
        let mut headers = server.only(target).headers;
        headers.sort();
        headers
    };
    let host = server.address.to_string();
    let with = |accept: &str, host: &str, all: &str| {
        let headers = [
            ("accept", accept),
            ("host", host),
            ("user-agent", "chaperon"),
            ("x-all", all),
            ("x-more", "1"),
        ];
        headers.map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    assert_eq!(sent("/plain"), with("*/*", &host, "ours"));
    assert_eq!(sent("/own"), with("a/b", &host, "mine"));
    if wire == Wire::ReqwestHttp2 {
        let message = ran.message("bad_request");
        assert!(message.contains("cannot send another `Host`"), "{message}");
        return;
    }
    assert_eq!(sent("/host"), with("*/*", "elsewhere", "ours"));
}

#[scenario]
async fn sends_targets(session: &mut Session) -> Result {
    session.get("/a b/ü?q=[1]").await?;
    session.get("/%7Euser/%2F;x=1").params([("name", "a b&c")]).await?;
    session.get("/dots/../up").await?;
    Ok(())
}

load_test! {
    SendsTargets { scenarios: [sends_targets] }
}

async fn a_target_is_sent_as_it_is_written(wire: Wire) {
    let server = Recording::plain();
    run::<SendsTargets>(wire, &server.url(), &[]).await;
    // `reqwest` normalizes a path as a URL has it.
    let dots = if !wire.is_reqwest() { "GET /dots/../up" } else { "GET /up" };
    assert_eq!(
        server.lines(),
        ["GET /a%20b/%C3%BC?q=[1]", "GET /%7Euser/%2F;x=1?name=a+b%26c", dots]
    );
}

#[scenario]
async fn bodies(session: &mut Session) -> Result {
    session.post("/bytes").body(vec![0_u8, 1, 255]).await?;
    session.put("/form").form([("a", "1 2"), ("b", "&")]).await?;
    session.patch("/json").json(json!({"a": [1, 2]})).await?;
    session.post("/gzip").gzip("pressed").await?;
    let parts = Multipart::new().part(Part::new("field", "value"));
    let file = Part::new("file", "content").file_name("a.txt").content_type("text/plain");
    session.post("/multipart").multipart(parts.part(file)).await?;
    Ok(())
}

load_test! {
    Bodies { scenarios: [bodies] }
}

async fn every_kind_of_body_arrives_with_its_type(wire: Wire) {
    let server = Recording::plain();
    run::<Bodies>(wire, &server.url(), &[]).await;
    let kind = |target: &str| server.only(target).header("content-type").map(str::to_owned);
    assert_eq!(server.only("/bytes").body, [0, 1, 255]);
    assert_eq!(server.only("/form").text(), "a=1+2&b=%26");
    assert_eq!(kind("/form").as_deref(), Some("application/x-www-form-urlencoded"));
    assert_eq!(server.only("/json").text(), r#"{"a":[1,2]}"#);
    assert_eq!(kind("/json").as_deref(), Some("application/json"));
    let gzip = server.only("/gzip");
    assert_eq!(
        (gzip.header("content-encoding"), &gzip.body[..2]),
        (Some("gzip"), &[0x1f, 0x8b][..])
    );
    let multipart = server.only("/multipart").text();
    assert!(kind("/multipart").is_some_and(|it| it.starts_with("multipart/form-data; boundary=")));
    for part in ["name=\"field\"", "value", "filename=\"a.txt\"", "text/plain", "content"] {
        assert!(multipart.contains(part), "{part} in {multipart}");
    }
}

const LARGE: usize = 3 * 1024 * 1024;

#[scenario]
async fn sends_much(session: &mut Session) -> Result {
    session.put("/much").body("x".repeat(LARGE)).await?;
    Ok(())
}

load_test! {
    SendsMuch { scenarios: [sends_much] }
}

async fn a_large_body_arrives_whole(wire: Wire) {
    let server = Recording::start(|seen| answer("200 OK", &[], &seen.body.len().to_string()));
    let ran = run::<SendsMuch>(wire, &server.url(), &[]).await;
    assert_eq!(server.only("/much").body.len(), LARGE);
    assert!(ran.0.snapshot().traffic().bytes_out > LARGE as u64);
}

#[scenario]
async fn misleads(session: &mut Session) -> Result {
    let _ = session.post("/").header("content-length", 5).body("no").await;
    let _ = session.post("/").header("transfer-encoding", "chunked").await;
    let _ = session.request(Method::CONNECT, "/").await;
    Ok(())
}

load_test! {
    Misleads { scenarios: [misleads] }
}

async fn a_request_that_could_be_misread_is_not_sent(wire: Wire) {
    let server = Recording::plain();
    let ran = run::<Misleads>(wire, &server.url(), &[]).await;
    assert_eq!((ran.errors("bad_request"), server.seen().len()), (3, 0));
}
