//! Required keys that nobody sets.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[derive(Config)]
struct Browse {
    page: u32,
    #[config(nested)]
    user: User,
}

#[derive(Config)]
struct User {
    name: String,
}

#[scenario]
async fn browse(session: &mut Session, config: &Browse) -> Result {
    Ok(())
}

#[scenario(assigns(page: u32))]
async fn choose(session: &mut Session) -> Result {
    Ok(())
}

load_test! {
    pub Missing {
        scenarios: [
            browse,
            3 * browse { page: 1 },
            browse { user: { name: "anna" } },
            browse { page: 1, user: { name: "anna" } },
            browse { .. },
            [choose, browse],
            [browse, choose] { user: { name: "anna" } },
            [choose, browse] { user: { name: "anna" } },
        ],
    }
}

load_test! {
    pub Defaults {
        default_config: { user: { name: "anna" } },
        scenarios: [
            browse,
            browse { page: 1 },
        ],
    }
}

load_test! {
    pub Open {
        default_config: { .. },
        scenarios: [browse],
    }
}

fn main() {}
