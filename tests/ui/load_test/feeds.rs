//! Feeds that are not of their form.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[derive(serde::Deserialize)]
struct User;

#[scenario]
async fn browse(session: &mut Session) -> Result {
    Ok(())
}

load_test! {
    pub Forms {
        feeds: {
            users: "users.csv",
            cvs: cvs("users.csv") as User,
            json: json("users.jsonl") as User,
            no_path: csv() as User,
            no_type: csv("users.csv"),
            late: csv("users.csv") as User.wrap(),
            shuffle: csv("users.csv").shuffle() as User,
            no_call: csv("users.csv").wrap as User,
        },
        scenarios: [browse],
    }
}

load_test! {
    pub Rules {
        feeds: {
            twice: csv("users.csv").wrap().wrap() as User,
            both: csv("users.csv").wrap().shuffled().stop() as User,
            users: csv("users.csv") as User,
            users: csv("others.csv") as User,
        },
        feeds: {},
        scenarios: [browse],
    }
}

load_test! {
    pub List {
        feeds: [csv("users.csv") as User],
        scenarios: [browse],
    }
}

load_test! {
    pub Misspelt {
        feed: { users: csv("users.csv") as User },
        scenarios: [browse],
    }
}

fn main() {}
