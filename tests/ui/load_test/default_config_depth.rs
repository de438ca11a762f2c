//! Keys in `default_config` at any depth: known to someone, and of the type that each one has.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[derive(Config)]
struct Browse {
    #[config(nested)]
    user: User,
}

#[derive(Config)]
struct User {
    #[config(default = "anna")]
    name: String,
    #[config(nested)]
    home: Home,
}

#[derive(Config)]
struct Home {
    #[config(default = "Ulm")]
    town: String,
}

#[derive(Config)]
struct Search {
    #[config(nested)]
    user: Account,
}

#[derive(Config)]
struct Account {
    #[config(default = 1)]
    name: u32,
}

#[scenario]
async fn browse(session: &mut Session, config: &Browse) -> Result {
    Ok(())
}

#[scenario]
async fn search(session: &mut Session, config: &Search) -> Result {
    Ok(())
}

load_test! {
    pub OfTwoTypes {
        default_config: { user: { name: "anna" } },
        scenarios: [browse, search],
    }
}

load_test! {
    pub Deep {
        default_config: {
            user: { home: { town: 3, twon: "Ulm" }, hom: { town: "Ulm" } },
            http: { headers: { "x": 3 }, max_connections: "two" },
        },
        scenarios: [browse],
    }
}

load_test! {
    pub NoGroup {
        default_config: { user: 3, http: { edition: { major: 2 } } },
        scenarios: [browse],
    }
}

fn main() {}
