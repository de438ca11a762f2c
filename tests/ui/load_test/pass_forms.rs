//! Every form of a load test.

#![deny(warnings)]
#![forbid(unsafe_code)]
#![allow(dead_code, reason = "nothing here is run")]

use chaperon::prelude::*;

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
