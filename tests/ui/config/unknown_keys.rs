//! Keys that neither the config struct nor the built-in keys have.

use chaperon::prelude::*;

#[derive(Config)]
struct Browse {
    iterations: u32,
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

#[scenario]
async fn plain(session: &mut Session) -> Result {
    Ok(())
}

async fn run(session: &mut Session) -> Result {
    session.run_scenario::<browse>(config! { iteratons: 5 }).await?;
    session.run_scenario::<browse>(config! { timeut: 5s }).await?;
    session.run_scenario::<browse>(config! { entirely_other: 5 }).await?;
    session.run_scenario::<browse>(config! { page: { sise: 5 } }).await?;
    session.run_scenario::<browse>(config! { page: { timeout: 5s } }).await?;
    session.run_scenario::<browse>(config! { http: { header: {} } }).await?;
    session.run_scenario::<plain>(config! { iterations: 5 }).await?;
    session.run_scenario::<browse>(config! { iterations: { a: 5 } }).await?;
    session.run_scenario::<browse>(config! { iterations: { "a": 5 } }).await?;
    session.run_scenario::<browse>(config! { http: { headers: { accept: "*/*" } } }).await
}

fn main() {}
