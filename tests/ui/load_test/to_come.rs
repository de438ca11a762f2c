//! What later versions bring is never passed over.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[scenario]
async fn browse(session: &mut Session) -> Result {
    Ok(())
}

load_test! {
    pub Later {
        setup: log_in,
        worker_setup: warm_caches,
        feeds: { users: csv("users.csv") as User },
        scenarios: [
            20 * browse {} for 5min every 10s,
            browse {} with [0 -> 100 in 1min, 100 for 5min, 100 -> 0 in 30s],
            browse {} at 500/s for 5min,
            browse {} at 500/s for 5min poisson after 1min,
            browse {} at [0/s -> 500/s in 1min, 500/s for 5min, 500/s -> 0/s in 30s],
        ],
        thresholds: [errors < 1%],
    }
}

fn main() {}
