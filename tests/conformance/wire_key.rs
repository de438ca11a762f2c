//! The keys `http.wire` and `http.proxy`, and what is wrong with them before anything is sent.

use chaperon::prelude::*;
use chaperon::{HttpClients, RunError, RunOptions};

use crate::session::recording::Recording;

#[scenario]
async fn visits(session: &mut Session) -> Result {
    session.get("/").await?;
    Ok(())
}

load_test! {
    Visits { scenarios: [visits] }
}

/// What the config of a run is refused for.
async fn refused(keys: &[&str]) -> String {
    let server = Recording::plain();
    let mut options = RunOptions::default();
    options.config.set_text(&format!("base_url={}", server.url())).unwrap();
    keys.iter().for_each(|key| options.config.set_text(key).unwrap());
    let refused = chaperon::run::<Visits>(options).await.unwrap_err();
    assert!(matches!(refused, RunError::Config { .. }), "{refused}");
    assert_eq!(server.opened(), 0);
    refused.to_string()
}

#[tokio::test]
async fn a_wire_that_is_none_is_named_beside_those_there_are() {
    let refused = refused(&["http.wire=reqest"]).await;
    for word in ["http.wire", "reqest", "`direct`", "`reqwest`"] {
        assert!(refused.contains(word), "{word}: {refused}");
    }
}

#[tokio::test]
async fn a_proxy_needs_the_wire_that_knows_proxies() {
    let refused = refused(&["http.proxy=http://me:hidden@localhost:3128"]).await;
    assert!(refused.contains("`http.proxy` needs `http.wire: \"reqwest\"`"), "{refused}");
    assert!(!refused.contains("hidden"), "{refused}");
}

#[tokio::test]
async fn clients_need_the_wire_that_has_them() {
    let server = Recording::plain();
    let http_clients = HttpClients::made_by(|builder| builder.build());
    let mut options = RunOptions { http_clients, ..RunOptions::default() };
    options.config.set_text(&format!("base_url={}", server.url())).unwrap();
    let refused = chaperon::run::<Visits>(options).await.unwrap_err();
    assert!(matches!(&refused, RunError::Options(message) if message.contains("http.wire")));
}
