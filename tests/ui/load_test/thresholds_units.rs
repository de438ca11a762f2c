//! What a threshold is held to: units, windows, scenarios.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[scenario]
async fn browse(session: &mut Session) -> Result {
    Ok(())
}

load_test! {
    pub Units {
        scenarios: [browse at 5/s for 1min],
        thresholds: [
            get("/").p99 < 5%,
            get("/").p99 < 5,
            get("/").p99 < 400/s,
            get("/").p99 < "5ms",
            get("/").count > 5%,
            get("/").count > 5s,
            metric("x").max > 5%,
            errors < 1,
            errors < 1s,
            errors < 101%,
            dropped < 5,
            check("logged in") > 99,
            rate(get("/")) > 400,
        ],
    }
}

load_test! {
    pub Closed {
        scenarios: [browse for 1min],
        thresholds: [dropped < 5%],
    }
}

load_test! {
    pub Windows {
        scenarios: [browse],
        thresholds: [
            errors < 1% over 500ms,
            errors < 1% over 1500ms,
            errors < 1% over 30,
        ],
    }
}

load_test! {
    pub Scenarios {
        scenarios: [browse],
        thresholds: [
            errors < 1% in brwose,
            errors < 1% in checkout,
        ],
    }
}

fn main() {}
