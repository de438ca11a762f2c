//! The keys `http.wire` and `http.proxy`, and what is wrong with them before anything is sent.

use chaperon::prelude::*;
use chaperon::{RunError, RunOptions};

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

#[cfg(not(feature = "reqwest"))]
#[tokio::test]
async fn the_wire_reqwest_needs_its_feature() {
    let refused = refused(&["http.wire=reqwest"]).await;
    assert!(refused.contains("chaperon = { .., features = [\"reqwest\"] }"), "{refused}");
}
