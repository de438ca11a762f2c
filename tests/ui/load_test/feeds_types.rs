//! Rows that cannot be read, and rows that cannot be shared.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use std::path::PathBuf;
use std::rc::Rc;

use chaperon::prelude::*;

/// Not `Deserialize`.
struct User {
    name: String,
}

#[scenario]
async fn browse(session: &mut Session) -> Result {
    Ok(())
}

load_test! {
    pub Rows {
        feeds: {
            users: csv("users.csv") as User,
            nobody: jsonl("users.jsonl").wrap() as Usr,
            shared: jsonl("names.jsonl") as Rc<String>,
            numbered: csv(PathBuf::from("5.csv")) as (String, u32),
        },
        scenarios: [browse],
    }
}

fn main() {}
