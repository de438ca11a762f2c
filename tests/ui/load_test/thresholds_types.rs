//! The types of limits.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[scenario]
async fn browse(session: &mut Session) -> Result {
    Ok(())
}

const SHARE: &str = "5";
const MANY: Duration = Duration::from_secs(1);

load_test! {
    pub Limits {
        scenarios: [browse],
        thresholds: [
            errors < SHARE%,
            get("/").p99 < (1 + 1),
            get("/").count < MANY,
            metric("x").max < SHARE,
            errors < 1% over SHARE,
        ],
    }
}

fn main() {}
