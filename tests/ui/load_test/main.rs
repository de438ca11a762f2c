//! What `main!` takes.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

mod empty {
    chaperon::main!();
}

mod commas {
    chaperon::main!(A B, 3);
}

mod scenarios {
    chaperon::main!(; browse);
}

mod kinds {
    use super::*;

    #[scenario]
    async fn browse(session: &mut Session) -> Result {
        Ok(())
    }

    load_test! {
        Staging { scenarios: [browse] }
    }

    chaperon::main!(browse, Missing, Staging; scenarios: Staging, missing);
}

fn main() {}
