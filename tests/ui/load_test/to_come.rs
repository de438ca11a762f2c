//! What later versions bring is never passed over.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[scenario]
async fn browse(session: &mut Session) -> Result {
    Ok(())
}

load_test! {
    pub Later {
        feeds: { users: csv("users.csv") as User },
        scenarios: [browse],
    }
}

fn main() {}
