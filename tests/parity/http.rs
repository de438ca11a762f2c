//! Requests: methods, options, callbacks, cookies, and the config that they go by.

use chaperon::prelude::*;
use chaperon::{ErrorKind, Method};
use chaperon_examples::demo_target::DemoTarget;

use super::walk::{counted, walk, walk_with};
use crate::session::recording::{Recording, answer};

#[scenario]
async fn methods(session: &mut Session) -> Result {
    steps! { session =>
        .get("/echo");
        .post("/echo").body("text");
        .put("/echo");
        .patch("/echo");
        .delete("/echo");
        .head("/echo");
        .request(Method::OPTIONS, "/echo");
    }?;
    let whole = format!("{}/echo", session.config::<String>("base_url")?);
    let text = session.post(whole).body("a whole URL").await?;
    session.check("the answer comes back", text.text() == "a whole URL");
    let stranger = session.get("http://elsewhere.test/").await.unwrap_err();
    session.check("others are refused", stranger.kind() == ErrorKind::TargetNotAllowed);
    Ok(())
}

load_test! {
    Methods { scenarios: [methods] }
}

#[test]
fn get_post_put_patch_delete_head() {
    let target = DemoTarget::start().unwrap();
    let ran = walk::<Methods>(target.url());
    let served = target.served();
    for (method, count) in [
        ("GET", 1),
        ("POST", 2),
        ("PUT", 1),
        ("PATCH", 1),
        ("DELETE", 1),
        ("HEAD", 1),
        ("OPTIONS", 1),
    ] {
        assert_eq!(served.answered(&format!("{method} /echo")), count, "{method}");
        assert_eq!(ran.count(&format!("{}(/echo)", method.to_lowercase())), count, "{method}");
    }
}

/// What is sent and answered as JSON.
#[derive(serde::Serialize, serde::Deserialize, PartialEq)]
struct Named {
    name: String,
}

#[scenario]
async fn options(session: &mut Session) -> Result {
    let sent = Named { name: "a".to_owned() };
    steps! { session =>
        .post("/form").form([("user", "a b"), ("id", "1")]);
        .post("/gzip").gzip("squeezed");
        .get("/headers").headers([("x-one", "1"), ("x-two", "2")]).header("x-three", 3);
        .get("/params").params([("q", "a b"), ("page", "2")]);
        .get("/items/{id}").param("id", 7);
        .get("/long/name").metric("short");
        .post("/body").body("as it is");
    }?;
    let decoded: Named = session.post("/json").json(&sent).decode().await?;
    session.check("decode", decoded == sent);
    let by_hand: Named = session.post("/json").json(&sent).await?.json()?;
    session.check("decode by a function", by_hand == sent);
    for path in ["/", "/missing"] {
        session
            .get(path)
            .with_result(async |session, result| {
                session.counter("with_result", u64::from(result.is_ok()));
                Ok(())
            })
            .on_ok(async |session, _| {
                session.counter("on_ok", 1);
                Ok(())
            })
            .on_error(async |session, _| {
                session.counter("on_error", 1);
                Ok(())
            })
            .await?;
    }
    Ok(())
}

load_test! {
    Options { scenarios: [options] }
}

#[test]
fn form_json_gzip_headers_params_decode_with_result_metrics_url_body() {
    let server = Recording::start(|seen| match seen.target.as_str() {
        "/missing" => answer("404 Not Found", &[], ""),
        _ => answer("200 OK", &[], &seen.text()),
    });
    let ran = walk::<Options>(&server.url());
    let form = server.only("/form");
    assert_eq!(form.text(), "user=a+b&id=1");
    assert_eq!(form.header("content-type"), Some("application/x-www-form-urlencoded"));
    let gzip = server.only("/gzip");
    assert_eq!((gzip.header("content-encoding"), &gzip.body[..2]), (Some("gzip"), &[31, 139][..]));
    let headers = server.only("/headers");
    let sent = ["x-one", "x-two", "x-three"].map(|name| headers.header(name).unwrap());
    assert_eq!(sent, ["1", "2", "3"]);
    server.only("/params?q=a+b&page=2");
    server.only("/items/7");
    assert_eq!(server.only("/body").text(), "as it is");
    counted(
        &ran,
        &[
            ("get(/items/{id})", 1),
            ("get(short)", 1),
            ("post(/json)", 2),
            ("with_result", 2),
            ("on_ok", 1),
            ("on_error", 1),
            ("Error HTTP 404 get(/missing)", 1),
        ],
    );
}

#[scenario]
async fn cookies(session: &mut Session) -> Result {
    let login = session.post("/login").form([("user", "admin"), ("password", "secret")]).await?;
    let (set, kept) = (login.cookies(), session.cookies());
    session.check("response_cookies", set.len() == 1 && set[0].0 == kept[0].0);
    session.get("/account").expect_status(200).await?;
    session.delete_cookies();
    session.check("delete_cookies", session.cookies().is_empty());
    session.get("/account").expect_status(401).await?;
    Ok(())
}

load_test! {
    Cookies { scenarios: [cookies] }
}

#[test]
fn store_response_cookies_response_cookies_and_delete_cookies() {
    let target = DemoTarget::start().unwrap();
    walk::<Cookies>(target.url());
    assert_eq!(target.served().http["GET /account"].statuses, [(200, 1), (401, 1)].into());
}

#[scenario]
async fn queries(session: &mut Session) -> Result {
    steps! { session =>
        .get("/a?secret=1").skip_query_params_in_metrics();
        .get("/a").params([("page", 1)]);
        .set_config("skip_query_params_in_metrics", true);
        .get("/b?page=2").params([("more", 1)]);
    }
}

load_test! {
    Queries { scenarios: [queries] }
}

#[test]
fn skip_query_params_in_metrics_as_method_and_as_key() {
    let server = Recording::plain();
    let ran = walk::<Queries>(&server.url());
    counted(&ran, &[("get(/a)", 1), ("get(/a?page=1)", 1), ("get(/b)", 1)]);
    assert_eq!(server.lines(), ["GET /a?secret=1", "GET /a?page=1", "GET /b?page=2&more=1"]);
}

#[scenario]
async fn with_resp(session: &mut Session) -> Result {
    let page = session.spawn("page", async |session| session.get("/page").await);
    let response = session.join(page).await?;
    session.check("the response", (response.status(), &*response.text()) == (200, "/page"));
    Ok(())
}

load_test! {
    WithResp { scenarios: [with_resp] }
}

#[test]
fn with_resp_is_the_value_of_join() {
    let server = Recording::plain();
    let ran = walk::<WithResp>(&server.url());
    counted(&ran, &[("get(/page)", 1), ("task(page)", 1)]);
}

#[scenario]
async fn configured(session: &mut Session) -> Result {
    session.get("/").await?;
    session.check("insecure", session.config("insecure")?);
    Ok(())
}

load_test! {
    Configured {
        default_config: {
            http: { headers: { "x-key": "k" } },
            basic_auth: { user: "me", password: "secret" },
        },
        scenarios: [configured],
    }
}

#[test]
fn config_http_basic_auth_insecure() {
    let server = Recording::plain();
    walk_with::<Configured>(&server.url(), |options| {
        options.config.set_text("insecure=true").unwrap();
    });
    let seen = server.only("/");
    assert_eq!(seen.header("x-key"), Some("k"));
    assert_eq!(seen.header("authorization"), Some("Basic bWU6c2VjcmV0"));
}
