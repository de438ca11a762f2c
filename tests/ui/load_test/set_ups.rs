//! What is run before the load is a function over a session.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[scenario]
async fn browse(session: &mut Session) -> Result {
    Ok(())
}

struct Login {
    token: String,
}

async fn log_in(session: &mut Session) -> Result<Login> {
    Ok(Login { token: String::new() })
}

async fn gives_nothing_to_ask_for(session: &mut Session) {}

async fn warm_caches(session: &mut Session, pages: u32) -> Result<u32> {
    Ok(pages)
}

load_test! { NoFunction { setup: "log_in", worker_setup: , scenarios: [browse] } }
load_test! { Twice { worker_setup: log_in, worker_setup: log_in, scenarios: [browse] } }
load_test! { Unknown { setup: login, scenarios: [browse] } }
load_test! { NotInJson { setup: log_in, scenarios: [browse] } }
load_test! { NoResult { setup: gives_nothing_to_ask_for, scenarios: [browse] } }
load_test! { MoreArguments { worker_setup: warm_caches, scenarios: [browse] } }

fn main() {}
