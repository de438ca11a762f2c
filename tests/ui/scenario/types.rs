//! What only types show: rustc says it at the argument, the return type or the function named.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

struct NoConfig;

type Outcome = std::result::Result<(), String>;

#[scenario]
async fn no_config(session: &mut Session, config: &NoConfig) -> Result {
    Ok(())
}

#[scenario]
async fn no_such_config(session: &mut Session, config: &Missing) -> Result {
    Ok(())
}

#[scenario]
async fn no_session(session: &mut String) -> Result {
    Ok(())
}

#[scenario]
async fn another_error(session: &mut Session) -> Outcome {
    Ok(())
}

#[scenario(init = takes_too_much, teardown = takes_another_config)]
async fn hooks(session: &mut Session) -> Result {
    Ok(())
}

#[scenario(init = missing, runs(set_up))]
async fn names(session: &mut Session) -> Result {
    Ok(())
}

async fn takes_too_much(session: &mut Session, a: &(), b: u32) -> Result {
    Ok(())
}

async fn takes_another_config(session: &mut Session, config: &Other) -> Result {
    Ok(())
}

async fn set_up(session: &mut Session) -> Result {
    Ok(())
}

#[derive(Config)]
struct Other {
    key: u32,
}

fn main() {}
