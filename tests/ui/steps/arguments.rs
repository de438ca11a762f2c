//! What verbs take.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

struct Thing;

#[scenario]
async fn verbs(session: &mut Session) -> Result {
    session.join(Thing).await?;
    session.add_metric("thing", Thing);
    session.repeat("three", async |session| session.get("/").await).await?;
    session.delay("2s").await?;
    session.delay(seconds("2")).await?;
    session.ws_await_recv(Thing).await?;
    session.run_action(Thing).await?;
    Ok(())
}

fn main() {}
