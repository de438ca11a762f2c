//! What a request sends, as the server sees it, and under which name it is measured.

use chaperon::prelude::*;
use chaperon::{Method, Multipart, Part};

use super::in_process::{run, run_with};
use super::recording::{Recording, answer};

#[scenario]
async fn methods(session: &mut Session) -> Result {
    session.get("/x").await?;
    session.post("/x").await?;
    session.put("/x").await?;
    session.patch("/x").await?;
    session.delete("/x").await?;
    session.head("/x").await?;
    session.request(Method::OPTIONS, "/x").await?;
    session.request(Method::from_bytes(b"PURGE")?, "/x").await?;
    Ok(())
}

load_test! {
    Methods { scenarios: [methods] }
}

#[tokio::test]
async fn every_method_is_sent_and_measured() {
    let server = Recording::start(|seen| match seen.method.as_str() {
        "HEAD" => b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n".to_vec(),
        _ => answer("200 OK", &[], "ok"),
    });
    let ran = run::<Methods>(&server.url()).await;
    let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PURGE"];
    assert_eq!(server.lines(), methods.map(|method| format!("{method} /x")));
    for name in ["get", "post", "put", "patch", "delete", "head", "options"] {
        assert_eq!(ran.count(&format!("{name}(/x)")), 1, "{name}");
    }
    assert_eq!(ran.all_errors(), []);
}

#[scenario]
async fn bodies(session: &mut Session) -> Result {
    session.post("/text").body("some text").await?;
    session.post("/bytes").body(vec![0_u8, 1, 255]).await?;
    session.post("/form").form([("a", "1 2"), ("b", "&")]).await?;
    session.post("/json").json(json!({"a": [1, 2]})).await?;
    session.post("/gzip").gzip("pressed").await?;
    let parts = Multipart::new().part(Part::new("field", "value"));
    let file = Part::new("file", "content").file_name("a.txt").content_type("text/plain");
    session.post("/multipart").multipart(parts.part(file)).await?;
    Ok(())
}

load_test! {
    Bodies { scenarios: [bodies] }
}

#[tokio::test]
async fn every_kind_of_body_arrives_with_its_type() {
    let server = Recording::plain();
    run::<Bodies>(&server.url()).await;
    assert_eq!(server.only("/text").text(), "some text");
    assert_eq!(server.only("/bytes").body, [0, 1, 255]);
    let form = server.only("/form");
    assert_eq!(form.text(), "a=1+2&b=%26");
    assert_eq!(form.header("content-type"), Some("application/x-www-form-urlencoded"));
    let json = server.only("/json");
    assert_eq!(json.text(), r#"{"a":[1,2]}"#);
    assert_eq!(json.header("content-type"), Some("application/json"));
    assert_eq!(json.header("accept"), Some("application/json"));
    let gzip = server.only("/gzip");
    assert_eq!(gzip.header("content-encoding"), Some("gzip"));
    assert_eq!(gzip.body[..2], [0x1f, 0x8b]);
    let multipart = server.only("/multipart");
    let kind = multipart.header("content-type").unwrap();
    assert!(kind.starts_with("multipart/form-data; boundary="), "{kind}");
    for part in ["name=\"field\"", "value", "filename=\"a.txt\"", "text/plain", "content"] {
        assert!(multipart.text().contains(part), "{part} in {}", multipart.text());
    }
}

#[scenario]
async fn heads(session: &mut Session) -> Result {
    session.get("/defaults").await?;
    session.get("/own").header("x-one", 1).headers([("x-two", "2"), ("accept", "a/b")]).await?;
    session.get("/basic").basic_auth("user", "word").await?;
    session.get("/bearer").bearer_auth("token").await?;
    let bad = session.get("/bad").header("x y", 1).await;
    session.check("a bad header is told", bad.is_err());
    Ok(())
}

load_test! {
    Heads {
        default_config: {
            http: { headers: { "x-all": "yes" } },
            basic_auth: { user: "everyone", password: "s" },
        },
        scenarios: [heads],
    }
}

#[tokio::test]
async fn headers_are_the_defaults_the_configs_and_the_requests_own() {
    let server = Recording::plain();
    let ran = run::<Heads>(&server.url()).await;
    let defaults = server.only("/defaults");
    assert_eq!(defaults.header("user-agent"), Some("chaperon"));
    assert_eq!(defaults.header("accept"), Some("*/*"));
    assert_eq!(defaults.header("x-all"), Some("yes"));
    assert_eq!(defaults.header("authorization"), Some("Basic ZXZlcnlvbmU6cw=="));
    let own = server.only("/own");
    assert_eq!((own.header("x-one"), own.header("x-two")), (Some("1"), Some("2")));
    assert_eq!(
        own.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("accept")).count(),
        1
    );
    assert_eq!(own.header("accept"), Some("a/b"));
    assert_eq!(server.only("/basic").header("authorization"), Some("Basic dXNlcjp3b3Jk"));
    assert_eq!(server.only("/bearer").header("authorization"), Some("Bearer token"));
    ran.held("a bad header is told", 1);
    assert_eq!(ran.errors("bad_request"), 1);
}

/// Where else to go.
#[derive(Config)]
struct Elsewhere {
    other: String,
}

#[scenario]
async fn names(session: &mut Session, config: &Elsewhere) -> Result {
    session.get("/q?a=1").params([("b", "x y")]).await?;
    session.get("/users/{id}/{page}").param("id", "a/b").param("page", 7).await?;
    session.get("/long").metric("short").await?;
    session.get("/skipped?a=1").skip_query_params_in_metrics().await?;
    session.get(format!("{}/there", config.other)).await?;
    let base: String = session.config("base_url")?;
    session.get(format!("{base}/whole")).await?;
    let unfilled = session.get("/users/{id}").await;
    session.check("a parameter without a value is told", unfilled.is_err());
    Ok(())
}

load_test! {
    Names {
        default_config: { .. },
        scenarios: [names { .. }],
    }
}

#[tokio::test]
async fn metrics_are_named_by_path_template_or_word() {
    let (server, other) = (Recording::plain(), Recording::plain());
    let ran = run_with::<Names>(&server.url(), |options| {
        options.config.set_text(&format!("other={}", other.url())).unwrap();
        let targets = format!(r#"allow_targets=["{}", "{}"]"#, server.address, other.address);
        options.config.set_text(&targets).unwrap();
    })
    .await;
    assert_eq!(ran.errors("target_not_allowed"), 0, "{:?}", ran.all_errors());
    assert_eq!(
        server.lines(),
        ["GET /q?a=1&b=x+y", "GET /users/a%2Fb/7", "GET /long", "GET /skipped?a=1", "GET /whole",]
    );
    assert_eq!(other.lines(), ["GET /there"]);
    let there = format!("get({}/there)", other.address);
    for name in [
        "get(/q?a=1&b=x+y)",
        "get(/users/{id}/{page})",
        "get(short)",
        "get(/skipped)",
        there.as_str(),
        "get(/whole)",
    ] {
        assert_eq!(ran.count(name), 1, "{name} of {:?}", ran.names());
    }
    ran.held("a parameter without a value is told", 1);
}

#[tokio::test]
async fn queries_can_be_left_out_of_all_names_and_other_targets_are_refused() {
    let (server, other) = (Recording::plain(), Recording::plain());
    let ran = run_with::<Names>(&server.url(), |options| {
        options.config.set_text(&format!("other={}", other.url())).unwrap();
        options.config.set_text("skip_query_params_in_metrics=true").unwrap();
    })
    .await;
    assert_eq!(ran.count("get(/q)"), 1);
    assert_eq!(other.lines(), Vec::<String>::new());
    assert_eq!(ran.errors("target_not_allowed"), 1);
    let message = ran.message("target_not_allowed");
    assert!(message.contains(&format!("allow_targets: [\"{}\"]", other.address)), "{message}");
}

#[scenario]
async fn far_away(session: &mut Session) -> Result {
    session.get("/far").await?;
    Ok(())
}

load_test! {
    FarAway { scenarios: [far_away] }
}

#[tokio::test]
async fn a_host_and_its_port_can_be_resolved_by_the_config() {
    let server = Recording::plain();
    let ran = run_with::<FarAway>("http://far.test", |options| {
        let resolve = format!(r#"resolve={{"far.test": "{}"}}"#, server.address);
        options.config.set_text(&resolve).unwrap();
    })
    .await;
    assert_eq!(ran.all_errors(), []);
    assert_eq!(server.only("/far").header("host"), Some("far.test"));
}
