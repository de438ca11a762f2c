//! Who asks: basic and bearer authentication, of a request and of all of them.

use chaperon::prelude::*;

use super::every_wire::{Wire, on_every_wire, run};
use crate::session::recording::Recording;

on_every_wire! {
    credentials_are_sent_as_the_request_or_the_config_says,
}

#[scenario]
async fn says_who(session: &mut Session) -> Result {
    session.get("/config").await?;
    session.get("/basic").basic_auth("me", "pass:word").await?;
    session.get("/bearer").bearer_auth("a.b.c").await?;
    Ok(())
}

load_test! {
    SaysWho { scenarios: [says_who] }
}

async fn credentials_are_sent_as_the_request_or_the_config_says(wire: Wire) {
    let server = Recording::plain();
    let keys = ["basic_auth.user=you", "basic_auth.password=secret"];
    run::<SaysWho>(wire, &server.url(), &keys).await;
    let of = |target: &str| server.only(target).header("authorization").map(str::to_owned);
    assert_eq!(of("/config").as_deref(), Some("Basic eW91OnNlY3JldA=="));
    assert_eq!(of("/basic").as_deref(), Some("Basic bWU6cGFzczp3b3Jk"));
    assert_eq!(of("/bearer").as_deref(), Some("Bearer a.b.c"));
}
