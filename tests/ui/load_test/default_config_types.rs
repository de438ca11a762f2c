//! Values in `default_config` and in the blocks of sequences fit every scenario that has the key.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[derive(Config)]
struct Browse {
    #[config(default = 1)]
    page: u32,
}

#[derive(Config)]
struct Search {
    #[config(default = "1")]
    page: String,
}

#[scenario]
async fn browse(session: &mut Session, config: &Browse) -> Result {
    Ok(())
}

#[scenario]
async fn search(session: &mut Session, config: &Search) -> Result {
    Ok(())
}

load_test! {
    pub WrongForOne {
        default_config: { page: 2, base_url: 3, load_test_timeout: "x" },
        scenarios: [browse, search],
    }
}

load_test! {
    pub WrongInSequence {
        scenarios: [
            [browse, search] { page: "2" },
        ],
    }
}

fn main() {}
