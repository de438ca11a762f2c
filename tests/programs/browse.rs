//! A program whose load tests leave everything to whoever runs them, and one that breaks.

use chaperon::prelude::*;

/// Where to go, and how often.
#[derive(Config)]
struct Visit {
    /// Which path, or whole URL.
    path: String,
    /// How often.
    #[config(default = 1)]
    times: u32,
}

/// Gets a page.
#[scenario]
async fn browse(session: &mut Session, config: &Visit) -> Result {
    for _ in 0..config.times {
        session.get(config.path.as_str()).await?;
    }
    Ok(())
}

/// Opens a WebSocket.
#[scenario]
async fn connect(session: &mut Session, config: &Visit) -> Result {
    session.ws_connect(config.path.as_str()).await?;
    session.ws_close().await
}

/// Breaks down.
#[expect(clippy::expect_used, reason = "it is there to panic")]
#[scenario]
async fn break_down(session: &mut Session) -> Result {
    let nothing: Option<u32> = session.get("/").await?.headers().get("x-none").map(|_| 1);
    session.assign("something", nothing.expect("there to be something"));
    Ok(())
}

/// A line of `users.csv`.
#[derive(serde::Deserialize)]
struct User {
    name: String,
    age: u8,
}

/// Gets the page of a user.
#[scenario]
async fn look_up(session: &mut Session) -> Result {
    let user = session.feed::<User>("users").await?;
    session.get("/users/{id}").param("id", format!("{}-{}", user.name, user.age)).await?;
    Ok(())
}

load_test! {
    /// Users of a file, each once.
    Feeding {
        default_config: { .. },
        feeds: { users: csv("users.csv").stop() as User },
        scenarios: [look_up for 1h],
    }
}

load_test! {
    /// Two sessions that get a page.
    Browsing {
        default_config: { .. },
        scenarios: [2 * browse { .. }],
    }
}

load_test! {
    /// A session that opens a WebSocket.
    Connecting {
        default_config: { .. },
        scenarios: [connect { .. }],
    }
}

load_test! {
    /// A session that breaks down beside one that does not.
    Breaking {
        default_config: { .. },
        scenarios: [break_down, browse { path: "/" }],
    }
}

chaperon::main!(Browsing, Connecting, Breaking, Feeding);
