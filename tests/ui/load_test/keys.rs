//! Keys that no scenario has, and values of the wrong type.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[derive(Config)]
struct Browse {
    page: u32,
    #[config(default = 2s)]
    pause: Duration,
    #[config(nested)]
    user: User,
}

#[derive(Config)]
struct User {
    #[config(default = "anna")]
    name: String,
}

#[scenario]
async fn browse(session: &mut Session, config: &Browse) -> Result {
    Ok(())
}

#[scenario]
async fn plain(session: &mut Session) -> Result {
    Ok(())
}

load_test! {
    pub UnknownKeys {
        scenarios: [
            browse { page: 1, puase: 2s },
            browse { page: 1, tiemout: 2s },
            browse { page: 1, user: { nmae: "b" } },
            plain { page: 1 },
            plain { load_test_timeout: 5min },
        ],
    }
}

load_test! {
    pub WrongTypes {
        scenarios: [
            browse { page: "one" },
            browse { page: 1, pause: 2 },
            browse { page: 1, user: { name: 3 } },
            browse { page: 1, user: "anna" },
            browse { page: { number: 1 } },
            plain { timeout: "2s" },
            plain { base_url: 3 },
        ],
    }
}

load_test! {
    pub WrongScenarios {
        scenarios: [missing, Browse, 1.5 * plain, USERS * plain, plain for SECONDS],
    }
}

const USERS: &str = "3";
const SECONDS: u64 = 3;

fn main() {}
