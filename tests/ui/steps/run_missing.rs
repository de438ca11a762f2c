//! A required key that the `run` step does not set.

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

#[scenario]
async fn outer(session: &mut Session) -> Result {
    steps! { session =>
        run browse;
        schedule browse;
        run browse { page: 1 };
        run browse { page: 1, user: { name: "a" } };
        run browse { .. };
    }
}

fn main() {}
