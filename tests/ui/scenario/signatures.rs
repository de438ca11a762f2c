//! A scenario has one of two forms; each part that differs is shown at its place.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[scenario]
fn not_async(session: &mut Session) -> Result {
    Ok(())
}

#[scenario]
async fn no_session() -> Result {
    Ok(())
}

#[scenario]
async fn session_by_value(session: Session) -> Result {
    Ok(())
}

#[scenario]
async fn shared_session(session: &Session) -> Result {
    Ok(())
}

#[scenario]
async fn no_result(session: &mut Session) {}

#[scenario]
async fn another_value(session: &mut Session) -> Result<u32> {
    Ok(1)
}

#[scenario]
async fn a_tuple(session: &mut Session) -> (u32, u32) {
    (1, 2)
}

#[scenario]
async fn generic<T>(session: &mut Session) -> Result
where
    T: Copy,
{
    Ok(())
}

#[scenario]
async fn config_by_value(session: &mut Session, config: u32) -> Result {
    Ok(())
}

#[scenario]
async fn too_many(session: &mut Session, config: &(), more: u32) -> Result {
    Ok(())
}

#[scenario]
unsafe fn everything_wrong<T>(session: &Session, config: u32, more: u32) -> u32 {
    1
}

#[scenario]
struct NoFunction;

struct Shop;

impl Shop {
    #[scenario]
    async fn method(&self, session: &mut Session) -> Result {
        Ok(())
    }
}

// None of them is missing on account of its mistake.
load_test! {
    Everything {
        scenarios: [
            not_async, no_session, session_by_value, shared_session, no_result, another_value,
            a_tuple, generic, too_many,
        ],
    }
}

fn main() {}
