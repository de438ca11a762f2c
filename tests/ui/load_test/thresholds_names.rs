//! What a threshold names: functions and scenarios.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[scenario]
async fn browse(session: &mut Session) -> Result {
    Ok(())
}

mod other {
    pub fn browse() {}
}

async fn wait_a_bit(session: &mut Session) -> Result {
    Ok(())
}

load_test! {
    pub Functions {
        scenarios: [browse],
        thresholds: [
            call(ping_pong).p99 < 5ms,
            call(other::log_in).p99 < 5ms,
            call(wait_a_bit).p99 < 5ms,
        ],
    }
}

load_test! {
    pub Scenarios {
        scenarios: [browse],
        thresholds: [errors < 1% in other::browse],
    }
}

fn main() {}
