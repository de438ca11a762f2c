//! The keys of the scenarios named by `runs(..)` count as known, with their types.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[derive(Config)]
struct Inner {
    page: u32,
    #[config(nested)]
    user: User,
}

#[derive(Config)]
struct User {
    name: String,
    #[config(nested)]
    home: Home,
}

#[derive(Config)]
struct Home {
    town: String,
}

#[derive(Config)]
struct Outer {
    #[config(default = 1)]
    rounds: u32,
}

#[scenario]
async fn inner(session: &mut Session, config: &Inner) -> Result {
    Ok(())
}

#[scenario(runs(inner))]
async fn outer(session: &mut Session, config: &Outer) -> Result {
    Ok(())
}

#[scenario(runs(inner))]
async fn plain(session: &mut Session) -> Result {
    steps! { session =>
        run outer { rounds: "3", pgae: 2, page: "2" };
    }
}

load_test! {
    pub InABlock {
        scenarios: [
            outer { rounds: "3", page: "2", user: { home: { town: 3 } } },
            plain { page: 2, uesr: { name: "anna" } },
            plain { page: 2, user: { home: { twon: "Ulm" } } },
        ],
    }
}

load_test! {
    pub InDefaultConfig {
        default_config: { pgae: 1, page: "2", user: { home: { town: 3, twon: "Ulm" } } },
        scenarios: [outer],
    }
}

load_test! {
    pub InASequence {
        scenarios: [
            [outer, plain] { rounds: 3, page: "2", user: { home: { town: 3, twon: "Ulm" } } },
        ],
    }
}

fn main() {}
