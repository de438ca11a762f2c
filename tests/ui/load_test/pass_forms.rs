//! Every form of a load test.

#![deny(warnings)]
#![forbid(unsafe_code)]
#![allow(dead_code, reason = "nothing here is run")]

use chaperon::prelude::*;

const PATH: &str = "more.jsonl";

/// A line of a file.
#[derive(serde::Deserialize)]
struct User {
    name: String,
}

#[derive(Config)]
struct Browse {
    page: u32,
    #[config(default = 2s)]
    pause: Duration,
    note: Option<String>,
}

#[scenario]
async fn browse(session: &mut Session, config: &Browse) -> Result {
    session.assign("page", config.page);
    session.assign("note", &config.note);
    session.delay(config.pause).await
}

mod shop {
    use chaperon::prelude::*;

    #[scenario(assigns(page: u32))]
    pub async fn choose(session: &mut Session) -> Result {
        session.assign("page", 1);
        Ok(())
    }
}

use shop::choose as choose_page;

const USERS: usize = 3;
const RATE: f64 = 3.5;
const TIME: Duration = Duration::from_secs(60);

load_test! {
    /// Every form.
    pub Staging {
        name: "Staging area",
        default_config: {
            base_url: "http://localhost:5000",
            scenario_timeout: 15s,
            timeout: none,
            load_test_timeout: 5min,
            http: { headers: { "x-api-key": env("API_KEY"), "x-b": "c" } },
        },
        feeds: {
            users: csv("users.csv") as User,
            more: jsonl(PATH).shuffled().unique().wrap() as (String, u32),
            ends: csv(std::env::temp_dir().join("rows.csv")).stop() as Vec<String>,
        },
        scenarios: [
            browse { page: 1 },
            browse as "named" { page: 1, note: "x", pause: millis(3) },
            10 * browse as "ten" { page: 1, random_delay: 5s },
            USERS * shop::choose,
            (USERS + 2) * self::browse { page: 1 },
            browse { .. },
            [choose_page, browse],
            2 * [choose_page, browse] { pause: 1s, .. },
            20 * browse { page: 1 } for 5min,
            browse { page: (1 + 1) } for TIME,
            browse { page: 1 } for (TIME * 2),
            20 * browse { page: 1 } times 1000,
            browse { page: 1 } times USERS,
            20 * browse { page: 1 } for 5min every 10s,
            browse { page: 1 } times 100 every (TIME / 60) after 1min,
            browse { page: 2 } with [0 -> 100 in 1min, 100 for 5min, 100 -> 0 in 30s],
            browse { page: 2 } with [USERS for TIME, (USERS) -> 0 in 30s] every 1s,
            choose_page at 500/s for 5min,
            [choose_page, browse] as "buyers" at 2.5/s for TIME poisson after 1min,
            choose_page {} after 5s at RATE/min for 1h,
            choose_page at [0/s -> 500/s in 1min, 500/s for 5min, 500/s -> 0/s in 30s],
            choose_page at [(RATE * 2.0)/s for 1min, RATE/s -> 1/h in 1h] poisson,
        ],
    }
}

load_test! {
    Open {
        scenarios: [choose_page],
        default_config: { base_url: "http://localhost", .. }
    }
}

mod program {
    use super::*;

    chaperon::main!(Staging, Open; scenarios: browse, shop::choose);
}

fn main() {}
