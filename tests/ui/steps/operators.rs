//! Which operators there are, and what they take.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[scenario]
async fn operators(session: &mut Session) -> Result {
    steps! { session =>
        |> login(1);
        -> login(1);
        >> login(1);
        <- login;
        >>> .get("/");
        >>> login;
        ~> .get("/");
        ~> 3;
        <~ 3;
        <~ [];
        <~ [login, "logout"];
        ~> login(2);
    }
}

async fn login(session: &mut Session, times: u32) -> Result {
    Ok(())
}

fn main() {}
