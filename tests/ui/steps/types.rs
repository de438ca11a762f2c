//! What only types show: rustc says it at the user's token.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[scenario]
async fn types(session: &mut Session) -> Result {
    let text = String::from("borrowed");
    steps! { session =>
        login("one");
        login();
        logni(1);
        .gett("/");
        .get("/").jsn(1);
        >>> login("one");
        ~> login("one");
        ~> borrow(&text);
        not_async();
    }
}

async fn login(session: &mut Session, times: u32) -> Result {
    Ok(())
}

async fn borrow(session: &mut Session, text: &str) -> Result {
    Ok(())
}

fn not_async(session: &mut Session) -> Result {
    Ok(())
}

fn main() {}
