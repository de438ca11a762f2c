//! What the attribute may say, and what is near to it.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[scenario(inti = set_up)]
async fn near_miss(session: &mut Session) -> Result {
    Ok(())
}

#[scenario(users = 3, init, teardown = 3, name = 4, name = "")]
async fn values(session: &mut Session) -> Result {
    Ok(())
}

#[scenario(init = set_up, init = set_up)]
async fn twice(session: &mut Session) -> Result {
    Ok(())
}

#[scenario(init = set_up teardown = set_up)]
async fn no_comma(session: &mut Session) -> Result {
    Ok(())
}

#[scenario(assigns(token, user: u32, user: u32), runs = near_miss)]
async fn lists(session: &mut Session) -> Result {
    Ok(())
}

#[scenario(init = itself)]
async fn itself(session: &mut Session) -> Result {
    Ok(())
}

async fn set_up(session: &mut Session) -> Result {
    Ok(())
}

fn main() {}
