//! A program whose load test is held to thresholds, which it keeps to or not by the page it gets.

use chaperon::prelude::*;

/// Where to go.
#[derive(Config)]
struct Visit {
    /// Which path.
    path: String,
}

/// Gets a page.
#[scenario]
async fn browse(session: &mut Session, config: &Visit) -> Result {
    session.get(config.path.as_str()).metric("/page").await?;
    Ok(())
}

load_test! {
    /// Sessions that get a page, which is to be there.
    Held {
        default_config: { .. },
        scenarios: [2 * browse { .. } times 10],
        thresholds: [
            errors < 10%,
            get("/page").p99 < 1min in browse,
        ],
    }
}

chaperon::main!(Held);
