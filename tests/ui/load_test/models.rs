//! How many sessions there are, and when they start.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[scenario]
async fn browse(session: &mut Session) -> Result {
    Ok(())
}

load_test! {
    pub Arrivals {
        scenarios: [
            10 * browse at 5/s for 1min,
            browse at 0/s for 1min,
            browse at 500 for 1min,
            browse at 500/x for 1min,
            browse at 500/s,
            browse at,
            browse at [],
            browse at [500/s for 0s],
            browse at [500/s for 5],
            browse at [0/s -> 500/s in 1min, 400/s for 1min],
            browse at [0/s -> 500/s for 1min],
            browse at [500/s in 1min],
            browse at 5/s for 1min every 10s,
            browse at 5/s for 1min for 2min,
            browse at "many"/s for 1min,
        ],
    }
}

load_test! {
    pub Slots {
        scenarios: [
            10 * browse with [5 for 1min],
            browse with 5,
            browse with [5/s for 1min],
            browse with [0 -> 0 in 1min],
            browse with [0 -> 10 in 1min, 20 for 1min],
            browse with [1.5 for 1min],
        ],
    }
}

load_test! {
    pub Moments {
        scenarios: [
            browse every 10s,
            browse for 1min every 0s,
            browse for 1min every 5,
            browse for 1min every,
            browse for 1min every 1s every 2s,
            browse poisson,
            browse after 5,
            browse for 1min aftr 5s,
        ],
    }
}

fn main() {}
