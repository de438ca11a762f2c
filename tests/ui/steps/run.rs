//! The config of a scenario that is run inside is checked as in `load_test!`.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[derive(Config)]
struct Browse {
    page: u32,
    #[config(default = 2s)]
    pause: Duration,
}

#[scenario]
async fn browse(session: &mut Session, config: &Browse) -> Result {
    Ok(())
}

async fn no_scenario(session: &mut Session) -> Result {
    Ok(())
}

#[scenario]
async fn outer(session: &mut Session) -> Result {
    steps! { session =>
        run browse { page: "one" };
        run browse { page: 1, puase: 2s };
        run browse { page: 1, page: 2 };
        run no_scenario { .. };
        run missing { .. };
    }
}

fn main() {}
