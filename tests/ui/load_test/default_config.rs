//! Keys in `default_config` and in the blocks of sequences go to whom they fit, and to someone.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[derive(Config)]
struct Browse {
    #[config(default = 1)]
    page: u32,
}

#[derive(Config)]
struct Search {
    #[config(default = 1)]
    page: u32,
    #[config(default = "")]
    term: String,
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
    pub Unknown {
        default_config: { page: 2, trem: "x", http: { heders: { "a": "b" } }, warm_upp: 2s },
        scenarios: [browse, search],
    }
}

load_test! {
    pub UnknownInSequence {
        scenarios: [
            [browse, search] { page: 2, term: "x", patience: 3 },
        ],
    }
}

fn main() {}
