//! Cookies: those of a session go where they belong, and nowhere else.

use chaperon::prelude::*;

use super::every_wire::{Wire, on_every_wire, run};
use crate::session::recording::{Recording, answer};

on_every_wire! {
    cookies_are_sent_back_by_path_and_until_they_are_dropped,
    cookies_that_a_redirect_sets_go_with_the_next_hop,
    sessions_share_no_cookies,
}

#[scenario]
async fn keeps_cookies(session: &mut Session) -> Result {
    let login = session.get("/login").await?;
    session.check("shown", login.cookies().len() == 2);
    session.get("/mine").await?;
    session.get("/path/deep").await?;
    session.get("/mine?own").header("cookie", "own=1").await?;
    session.get("/logout").await?;
    session.get("/path/after").await?;
    session.delete_cookies();
    session.get("/path/none").await?;
    Ok(())
}

load_test! {
    KeepsCookies { scenarios: [keeps_cookies] }
}

async fn cookies_are_sent_back_by_path_and_until_they_are_dropped(wire: Wire) {
    let server = Recording::start(|seen| match seen.target.as_str() {
        "/login" => answer("200 OK", &["Set-Cookie: a=1", "Set-Cookie: deep=2; Path=/path"], ""),
        "/logout" => answer("200 OK", &["Set-Cookie: a=1; Max-Age=0"], ""),
        _ => answer("200 OK", &[], ""),
    });
    let ran = run::<KeepsCookies>(wire, &server.url(), &[]).await;
    ran.held("shown", 1);
    let sent = [
        ("/login", None),
        ("/mine", Some("a=1")),
        ("/path/deep", Some("deep=2; a=1")),
        ("/mine?own", Some("own=1")),
        ("/logout", Some("a=1")),
        ("/path/after", Some("deep=2")),
        ("/path/none", None),
    ];
    for (target, cookie) in sent {
        assert_eq!(server.only(target).header("cookie"), cookie, "{target}");
    }
}

#[scenario]
async fn is_sent_on(session: &mut Session) -> Result {
    session.get("/start").await?;
    Ok(())
}

load_test! {
    IsSentOn { scenarios: [is_sent_on] }
}

async fn cookies_that_a_redirect_sets_go_with_the_next_hop(wire: Wire) {
    let server = Recording::start(|seen| match seen.target.as_str() {
        "/start" => answer("302 Found", &["Location: /end", "Set-Cookie: a=1"], ""),
        _ => answer("200 OK", &[], ""),
    });
    run::<IsSentOn>(wire, &server.url(), &[]).await;
    assert_eq!(server.only("/end").header("cookie"), Some("a=1"));
}

#[scenario]
async fn logs_in(session: &mut Session) -> Result {
    session.get("/login").await?;
    session.get("/mine").await?;
    Ok(())
}

load_test! {
    LogsIn { scenarios: [3 * logs_in] }
}

async fn sessions_share_no_cookies(wire: Wire) {
    let server = Recording::start(|seen| {
        let cookie = format!("Set-Cookie: user={}", seen.connection);
        match seen.target.as_str() {
            "/login" => answer("200 OK", &[&cookie], ""),
            _ => answer("200 OK", &[], ""),
        }
    });
    run::<LogsIn>(wire, &server.url(), &[]).await;
    assert_eq!(server.opened(), 3, "nor connections");
    for seen in server.seen() {
        let own = format!("user={}", seen.connection);
        let expected = (seen.target == "/mine").then_some(own.as_str());
        assert_eq!(seen.header("cookie"), expected);
    }
}
