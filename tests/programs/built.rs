//! One load test twice: as it is declared, and as it is built by hand.

use chaperon::prelude::*;
use chaperon::scenario::ScenarioRef;
use chaperon::{Definition, Entry, Load, LoadTest};

/// What to look at.
#[derive(Config)]
struct Look {
    /// Which page.
    page: u32,
    /// How often.
    #[config(default = 2)]
    times: u32,
    #[config(nested)]
    shop: Shop,
}

/// Where the shop is.
#[derive(Config)]
struct Shop {
    /// The name of its street.
    #[config(default = "Main Street")]
    street: String,
}

#[scenario(assigns(page: u32))]
async fn enter(session: &mut Session) -> Result {
    session.post("/a").json(json!({"enters": true})).await?;
    session.assign("page", 7);
    Ok(())
}

#[scenario]
async fn look(session: &mut Session, config: &Look) -> Result {
    let user = config.page + u32::try_from(config.shop.street.len())?;
    session
        .repeat(config.times, async |session| session.get("/users/{id}").param("id", user).await)
        .await
}

/// How many there are, which only the environment knows.
fn users() -> u64 {
    std::env::var("USERS").ok().and_then(|users| users.parse().ok()).unwrap_or(1)
}

load_test! {
    /// The same in both.
    Written {
        default_config: {
            base_url: "http://127.0.0.1:1",
            timeout: 5s,
            shop: { street: "Side Street" },
            http: { headers: { "x-shop": "1" } },
            graceful_stop: 1s,
        },
        scenarios: [
            look as "first" { page: 1, delay: 1ms..2ms },
            look { page: 2, shop: { street: "" } },
            (users()) * look as "many" { page: 3, times: 1, timeout: none },
            [enter, look] { times: 3 },
            (users()) * [enter, look] as "both" { page: 1 },
            2 * look { page: 4 } times 20,
            2 * look as "long" { page: 5, error_pause: 5ms } for 100ms,
        ],
    }
}

struct Built;

impl LoadTest for Built {
    const NAME: &'static str = "Built";
    const DOCS: &'static str = "The same in both.";

    fn define() -> Definition {
        let sequence = ["enter", "look"].map(scenario);
        Definition::new()
            .set::<()>(config! {
                base_url: "http://127.0.0.1:1",
                timeout: 5s,
                http: { headers: { "x-shop": "1" } },
            })
            .set::<Look>(config! { shop: { street: "Side Street" } })
            .set::<chaperon::config::LoadTestSettings>(config! { graceful_stop: 1s })
            .entry(look_at(config! { page: 1, delay: 1ms..2ms }).named("first"))
            .entry(look_at(config! { page: 2, shop: { street: "" } }))
            .entry(
                look_at(config! { page: 3, times: 1, timeout: none }).count(users()).named("many"),
            )
            .entry(Entry::of(sequence).set::<Look>(config! { times: 3 }))
            .entry(
                Entry::of(sequence).set::<Look>(config! { page: 1 }).count(users()).named("both"),
            )
            .entry(look_at(config! { page: 4 }).count(2).load(Load::Times(20)))
            .entry(
                look_at(config! { page: 5, error_pause: 5ms })
                    .count(2)
                    .named("long")
                    .load(Load::For(millis(100))),
            )
    }
}

fn look_at(
    config: impl FnOnce(&mut chaperon::config::Layer, &<Look as chaperon::config::Config>::Keys),
) -> Entry {
    Entry::new::<look>().set::<Look>(config)
}

/// The scenario of a name, which is a text like any other.
fn scenario(name: &str) -> ScenarioRef {
    match name {
        "enter" => ScenarioRef::of::<enter>(),
        _ => ScenarioRef::of::<look>(),
    }
}

chaperon::main!(Written, Built);
