//! How a threshold is written.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[scenario]
async fn browse(session: &mut Session) -> Result {
    Ok(())
}

load_test! {
    pub Measures {
        scenarios: [browse],
        thresholds: [
            gte("/").p99 < 250ms,
            fetch("/").p99 < 250ms,
            get(/).p99 < 250ms,
            get("/") < 250ms,
            get("/").service < 250ms,
            get("/").p9x < 250ms,
            get("/").maxx < 250ms,
            get("/").avg < 250ms,
            get("/").p99.5 < 250ms,
            errors.count < 5,
            check("logged in").p99 < 5ms,
            rate(get("/").p99) > 400/s,
            call(browse::<u8>).p99 < 5ms,
            3,
        ],
    }
}

load_test! {
    pub Limits {
        scenarios: [browse],
        thresholds: [
            500ms < get("/").p99,
            1% >= errors,
            errors,
            errors 1%,
            errors = 1%,
            errors == 1%,
            errors =< 1%,
            errors <,
            rate(get("/")) > 400/min,
        ],
    }
}

load_test! {
    pub Clauses {
        scenarios: [browse],
        thresholds: [
            errors < 1% over,
            errors < 1% in,
            errors < 1% over 30s in browse,
            errors < 1% over 30s over 20s,
            errors < 1% else stop,
            errors < 1% abort,
            errors < 1% for 30s,
            errors < 1% get("/").p99 < 5ms,
        ],
    }
}

load_test! {
    pub NoList { scenarios: [browse], thresholds: errors < 1% }
}

fn main() {}
