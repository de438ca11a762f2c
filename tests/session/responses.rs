//! What is made of a response: decoding, cookies, redirects, timeouts, limits, TLS.

use chaperon::ErrorKind;
use chaperon::prelude::*;

use super::in_process::{run, run_with};
use super::recording::{Recording, Seen, answer};

fn kind<T>(outcome: &Result<T>) -> Option<ErrorKind> {
    outcome.as_ref().err().map(chaperon::Error::kind)
}

#[scenario]
async fn reads(session: &mut Session) -> Result {
    let response = session.get("/json").await?;
    session.check("status", response.status() == 200);
    session.check("header", response.header("x-own") == Some("1"));
    session.check("headers", response.headers().contains_key("x-own"));
    session.check("text", response.text() == r#"{"n":1}"#);
    session.check("bytes", response.bytes().len() == 7);
    session.check("json", response.json::<serde_json::Value>()? == json!({"n": 1}));
    session.check("cookies", response.cookies() == [("c".to_owned(), "v".to_owned())]);
    session.check("timing", response.timing().phases.wait.is_some());
    let value: serde_json::Value = session.get("/json").decode().await?;
    session.check("decode", value["n"] == 1);
    let bad = session.get("/long").decode::<serde_json::Value>().await;
    session.check("a bad body", kind(&bad) == Some(ErrorKind::Decode));
    Ok(())
}

load_test! {
    Reads { scenarios: [reads] }
}

#[tokio::test]
async fn a_response_is_fully_read_and_decoded() {
    let server = Recording::start(|seen| match seen.target.as_str() {
        "/json" => answer("200 OK", &["X-Own: 1", "Set-Cookie: c=v; Path=/"], r#"{"n":1}"#),
        _ => answer("200 OK", &[], &"<".repeat(1000)),
    });
    let ran = run::<Reads>(&server.url()).await;
    let checks = ["status", "header", "headers", "text", "bytes", "json", "cookies", "timing"];
    checks.into_iter().chain(["decode", "a bad body"]).for_each(|check| ran.held(check, 1));
    assert_eq!(ran.errors("decode"), 1, "it is counted though it did not travel");
    let message = ran.message("decode");
    assert!(message.starts_with("get(/long): "), "{message}");
    assert_eq!(message.matches('<').count(), 200, "{message}");
}

#[scenario]
async fn keeps_cookies(session: &mut Session) -> Result {
    session.get("/login").await?;
    session.get("/mine").await?;
    session.get("/path/deep").await?;
    session.delete_cookies();
    session.get("/none").await?;
    Ok(())
}

load_test! {
    KeepsCookies { scenarios: [2 * keeps_cookies] }
}

#[tokio::test]
async fn cookies_are_kept_by_their_session_and_shared_with_no_other() {
    let server = Recording::start(|seen| match seen.target.as_str() {
        "/login" => {
            let cookie = format!("Set-Cookie: user={}", seen.connection);
            answer("200 OK", &[&cookie, "Set-Cookie: deep=1; Path=/path"], "")
        }
        _ => answer("200 OK", &[], ""),
    });
    run::<KeepsCookies>(&server.url()).await;
    let of = |target: &str| -> Vec<Seen> {
        server.seen().into_iter().filter(|seen| seen.target == target).collect()
    };
    assert_eq!((of("/login").len(), of("/mine").len()), (2, 2));
    for mine in of("/mine") {
        assert_eq!(mine.header("cookie"), Some(format!("user={}", mine.connection).as_str()));
    }
    for deep in of("/path/deep") {
        let both = format!("deep=1; user={}", deep.connection);
        assert_eq!(deep.header("cookie"), Some(both.as_str()));
    }
    assert!(of("/none").iter().all(|none| none.header("cookie").is_none()));
    assert!(of("/login").iter().all(|login| login.header("cookie").is_none()));
}

#[scenario]
async fn redirected(session: &mut Session) -> Result {
    let arrived = session.get("/hop/2").await;
    session.check("arrived", arrived.is_ok_and(|response| response.status() == 200));
    session.post("/see-other").body("x").await?;
    session.post("/keep").body("x").await?;
    Ok(())
}

load_test! {
    Redirected { scenarios: [redirected] }
}

fn redirecting() -> Recording {
    Recording::start(|seen| match seen.target.as_str() {
        "/hop/2" => answer("302 Found", &["Location: /hop/1"], ""),
        "/hop/1" => answer("302 Found", &["Location: /hop/0"], ""),
        "/see-other" => answer("303 See Other", &["Location: /seen"], ""),
        "/keep" => answer("307 Temporary Redirect", &["Location: /kept"], ""),
        _ => answer("200 OK", &[], ""),
    })
}

#[tokio::test]
async fn redirects_are_followed_and_each_hop_is_a_sample_of_its_own() {
    let server = redirecting();
    let ran = run::<Redirected>(&server.url()).await;
    assert_eq!(
        server.lines(),
        [
            "GET /hop/2",
            "GET /hop/1",
            "GET /hop/0",
            "POST /see-other",
            "GET /seen",
            "POST /keep",
            "POST /kept",
        ]
    );
    for name in ["get(/hop/2)", "get(/hop/1)", "get(/hop/0)", "get(/seen)", "post(/kept)"] {
        assert_eq!(ran.count(name), 1, "{name}");
    }
    assert_eq!((server.only("/seen").text(), server.only("/kept").text()), ("".into(), "x".into()));
    ran.held("arrived", 1);
}

#[tokio::test]
async fn redirects_have_a_limit_and_can_be_switched_off() {
    let server = redirecting();
    let ran = run_with::<Redirected>(&server.url(), |options| {
        options.config.set_text("http.follow_redirects=1").unwrap();
    })
    .await;
    assert_eq!(ran.errors("too_many_redirects"), 1);
    assert!(ran.message("too_many_redirects").starts_with("get(/hop/1)"));
    let server = redirecting();
    let ran = run_with::<Redirected>(&server.url(), |options| {
        options.config.set_text("http.follow_redirects=0").unwrap();
    })
    .await;
    assert_eq!(server.lines(), ["GET /hop/2", "POST /see-other", "POST /keep"]);
    assert_eq!(ran.all_errors(), []);
}

#[scenario]
async fn waits(session: &mut Session) -> Result {
    for path in ["/silent", "/half"] {
        let late = session.get(path).timeout(millis(50)).await;
        session.check(path, kind(&late).is_some_and(ErrorKind::is_timeout));
    }
    let large = session.get("/large").await;
    session.check("large", kind(&large) == Some(ErrorKind::BodyTooLarge));
    let head = session.get("/head").await;
    session.check("head", kind(&head) == Some(ErrorKind::HeaderTooLarge));
    let cut = session.get("/cut").await;
    session.check("cut", kind(&cut) == Some(ErrorKind::EofInBody));
    Ok(())
}

load_test! {
    Waits {
        default_config: { http: { max_body: 100, max_header: 1000 } },
        scenarios: [waits],
    }
}

#[tokio::test]
async fn timeouts_and_limits_each_have_their_kind() {
    let server = Recording::start(|seen| match seen.target.as_str() {
        "/silent" => {
            std::thread::sleep(seconds(2));
            Vec::new()
        }
        // What is missing never comes: the server waits for the next request.
        "/half" => b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab".to_vec(),
        "/large" => answer("200 OK", &[], &"x".repeat(101)),
        "/head" => answer("200 OK", &[&format!("X-Long: {}", "x".repeat(2000))], ""),
        _ => b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nab".to_vec(),
    });
    let ran = run_with::<Waits>(&server.url(), |options| {
        options.config.set_text("timeout=300ms").unwrap();
    })
    .await;
    for check in ["/silent", "/half", "large", "head"] {
        ran.held(check, 1);
    }
    assert_eq!((ran.errors("timeout:headers"), ran.errors("body_too_large")), (1, 1));
    assert_eq!(ran.errors("header_too_large"), 1);
    // The one that never came to its end is a sample, too: of the time that was waited.
    assert_eq!((ran.count("get(/silent)"), ran.count("get(/half)")), (1, 1));
    assert_eq!((ran.count("get(/large)"), ran.count("get(/head)")), (0, 0));
}
