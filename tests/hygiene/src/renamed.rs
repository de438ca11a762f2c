//! The crate's other name is all that the macros need to be told.

use load::prelude::*;

/// Config keys of `browse`.
#[derive(Config)]
#[config(crate = load)]
pub struct Browse {
    /// Which page.
    pub page: u32,
    /// How long to look at it.
    #[config(default = 2s)]
    pub pause: Duration,
}

/// Looks at a page.
///
/// # Errors
/// When the page cannot be had.
#[scenario(crate = load, init = set_up, teardown = clean_up)]
pub async fn browse(session: &mut Session, config: &Browse) -> Result {
    session.get("/users/{id}").param("id", config.page).await?;
    session.delay(config.pause).await
}

async fn set_up(session: &mut Session, config: &Browse) -> Result {
    log_debug!(session, "page {}", config.page);
    Ok(())
}

async fn clean_up(session: &mut Session) -> Result {
    session.delete_assign("seen");
    Ok(())
}

/// Takes every kind of step.
///
/// # Errors
/// When a step fails.
#[scenario(crate = load)]
pub async fn steps(session: &mut Session) -> Result {
    steps! { session =>
        look("/");
        .get("/");
        .assign("seen", 1);
        log_info!(session, "looked");
        >>> look("/foo");
        ~> rest;
        ~> baz = .put("/baz").json(json!({"data": 1}));
        <~ rest;
        <~ [baz];
        run browse { page: 1 };
    }
}

async fn look(session: &mut Session, path: &str) -> Result {
    session.get(path).await?;
    Ok(())
}

async fn rest(session: &mut Session) -> Result {
    session.delay(seconds(1)).await
}

load_test! {
    /// Everything that a load test can say so far.
    pub Everything {
        name: "Everything",
        default_config: { base_url: "http://localhost", timeout: none },
        feeds: {
            numbers: csv("numbers.csv").shuffled().unique().wrap() as (u32, String),
            words: jsonl("words.jsonl").stop() as String,
        },
        scenarios: [
            browse { page: 1 },
            10 * browse as "n" { page: 1, pause: 1s },
            [browse, steps] { page: 1 },
            2 * browse { page: 1 } for 5min,
            2 * browse { page: 1 } times 10,
        ],
        thresholds: [
            errors < 1%,
            get("/").service.p99.9 < 1s in browse over 30s else abort,
            call(browse).count > 0,
            rate(call("x")) > 0.5/s,
            metric("x").max < 5,
            check("x") > (90 + 9)%,
        ],
    }
}
