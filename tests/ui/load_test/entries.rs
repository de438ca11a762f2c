//! What an entry consists of.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[scenario]
async fn browse(session: &mut Session) -> Result {
    Ok(())
}

#[scenario]
async fn search(session: &mut Session) -> Result {
    Ok(())
}

load_test! {
    pub Counts {
        scenarios: [
            0 * browse,
            2s * browse,
            "two" * browse,
            10 browse,
            -1 * browse,
        ],
    }
}

load_test! {
    pub Names {
        scenarios: [
            browse as "n" { session_name: "n" },
            browse as n,
            browse {} as "late",
            browse as "",
            browse as "same",
            3 * browse as "same",
            search as "same",
            search { session_name: "same" },
        ],
    }
}

load_test! {
    pub Loads {
        scenarios: [
            browse for 0s,
            browse for 5,
            browse for,
            browse times 0,
            browse times 5min,
            browse times 3 for 5min,
            browse tmies 3,
        ],
    }
}

load_test! {
    pub Ends {
        scenarios: [
            browse {} trailing garbage,
            browse {} {},
            browse {} search {},
            [],
            [browse search],
            *,
        ],
    }
}

load_test! {
    pub Blocks {
        scenarios: [
            browse { delay: 1s, delay: 2s },
            browse { delay 1s },
            browse { delay: },
            browse { delay: 1s timeout: 2s },
        ],
    }
}

fn main() {}
