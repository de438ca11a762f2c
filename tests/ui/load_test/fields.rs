//! Which fields a load test has.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[scenario]
async fn browse(session: &mut Session) -> Result {
    Ok(())
}

load_test! {
    pub Empty { scenarios: [] }
}

load_test! {
    pub Missing {}
}

load_test! {
    pub NearMiss { scenario: [browse], nmae: "x" }
}

load_test! {
    pub Unknown { users: 3, scenarios: [browse] }
}

load_test! {
    pub Twice { scenarios: [browse], scenarios: [browse], name: "a", name: "b" }
}

load_test! {
    pub NoComma { name: "a" default_config: {} scenarios: [browse] }
}

load_test! {
    pub Values { name: , default_config: 3, scenarios: browse }
}

load_test! {
    pub NoBraces
}

load_test! {
    { scenarios: [browse] }
}

load_test! {}

load_test! {
    pub Two { scenarios: [browse] }
    pub Three { scenarios: [browse] }
}

// They are all there in spite of it, so that nothing else is reported.
chaperon::main!(Empty, Missing, NearMiss, Unknown, Twice, NoComma, Values, NoBraces, Two);
