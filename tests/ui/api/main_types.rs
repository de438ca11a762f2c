//! What is named to `main!` and is not what it is named as.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[scenario]
async fn browse(session: &mut Session) -> Result {
    Ok(())
}

load_test! {
    Staging { scenarios: [browse] }
}

struct Sizes {
    most: f64,
}

mod kinds {
    use super::*;

    chaperon::main!(browse, Missing, Staging; scenarios: Staging, missing);
}

mod parsers {
    use super::*;

    chaperon::main!(Staging; option_parser: Sizes { most: 1.0 });
}

fn main() {}
