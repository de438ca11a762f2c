//! Blocks that are not of the form `key: value`.

use chaperon::prelude::*;

#[scenario]
async fn plain(session: &mut Session) -> Result {
    Ok(())
}

async fn run(session: &mut Session) -> Result {
    session.run_scenario::<plain>(config! { timeout 5s, delay = 5s, base_url }).await?;
    session.run_scenario::<plain>(config! { timeout: 5s delay: 5s, delay: , 5: 6 }).await?;
    session.run_scenario::<plain>(config! { timeout: 5s, timeout: 6s }).await?;
    session.run_scenario::<plain>(config! { http: { max_body: 1, max_body: 2 }, http: {} }).await?;
    session.run_scenario::<plain>(config! { timeout: 5s, .. }).await?;
    session.run_scenario::<plain>(config! { http: { max_body: 1, .. } }).await?;
    session.run_scenario::<plain>(config! { "timeout": 5s, self: 1 }).await?;
    session.run_scenario::<plain>(config! { timeout: 5 parsecs, delay: 2s + }).await
}

fn main() {}
