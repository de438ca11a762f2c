//! Values of the wrong type.

use chaperon::prelude::*;
use std::collections::BTreeMap;

#[derive(serde::Deserialize)]
enum Mode {
    Fast,
}

#[derive(Config)]
struct Browse {
    iterations: u32,
    name: Option<String>,
    patience: Duration,
    ratio: f64,
    tags: Vec<String>,
    limits: BTreeMap<String, u32>,
    mode: Mode,
    #[config(nested)]
    page: Page,
}

#[derive(Config)]
struct Page {
    size: u32,
}

#[scenario]
async fn browse(session: &mut Session, config: &Browse) -> Result {
    Ok(())
}

async fn run(session: &mut Session) -> Result {
    session.run_scenario::<browse>(config! { iterations: "5" }).await?;
    session.run_scenario::<browse>(config! { iterations: 5i64 }).await?;
    session.run_scenario::<browse>(config! { iterations: none }).await?;
    session.run_scenario::<browse>(config! { name: 5 }).await?;
    session.run_scenario::<browse>(config! { patience: 5 }).await?;
    session.run_scenario::<browse>(config! { ratio: 1s }).await?;
    session.run_scenario::<browse>(config! { tags: [1, 2] }).await?;
    session.run_scenario::<browse>(config! { limits: { "a": "5" } }).await?;
    session.run_scenario::<browse>(config! { mode: Mode::Fast }).await?;
    session.run_scenario::<browse>(config! { page: 5 }).await?;
    session.run_scenario::<browse>(config! { timeout: 5 }).await?;
    session.run_scenario::<browse>(config! { http: { max_connections: -1 } }).await?;
    session.run_scenario::<browse>(config! { base_url: undefined }).await
}

fn main() {}
