//! A program that many nodes run: its load tests are as large as the environment says.

use chaperon::prelude::*;

/// One request.
#[scenario]
async fn hits(session: &mut Session) -> Result {
    session.get("/").await?;
    Ok(())
}

/// A request that another scenario asked for.
#[scenario]
async fn favours(session: &mut Session) -> Result {
    session.get("/foo").await?;
    let done = session.assigned_or("done", 0) + 1;
    session.assign("done", done);
    Ok(())
}

/// Has a scenario run on another node, and looks at what came back.
#[scenario]
async fn asks(session: &mut Session) -> Result {
    session.assign("done", 1);
    session.schedule_scenario::<favours>(config! {}).await?;
    session.check("done elsewhere", session.assigned::<u32>("done")? == 2);
    Ok(())
}

/// Connects, and sends and receives a message again and again.
#[scenario]
async fn chats(session: &mut Session) -> Result {
    session.ws_connect("/ws/echo").await?;
    for _ in 0..told("MESSAGES", 3) {
        session.delay(millis(told("PAUSE_MS", 1000))).await?;
        session.ws_send("hello").await?;
        session.ws_await_recv("hello").await?;
    }
    Ok(())
}

/// A number of the environment.
fn told(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|number| number.parse().ok()).unwrap_or(otherwise)
}

load_test! {
    /// Sessions that arrive.
    Arrivals {
        default_config: { .. },
        scenarios: [hits at (told("RATE", 100))/s for (seconds(told("SECONDS", 3)))],
    }
}

load_test! {
    /// So many requests by 30 users.
    Counted {
        default_config: { .. },
        scenarios: [30 * hits times (told("TIMES", 3000))],
    }
}

load_test! {
    /// Users who have others work for them.
    Elsewhere {
        default_config: { .. },
        scenarios: [12 * asks],
    }
}

load_test! {
    /// Many who hold a connection.
    Chats {
        default_config: { .. },
        scenarios: [(told("USERS", 30)) * chats],
    }
}

chaperon::main!(Arrivals, Counted, Elsewhere, Chats; scenarios: favours);
