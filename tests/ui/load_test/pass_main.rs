//! The shortest program.

#![deny(warnings)]
#![allow(dead_code, reason = "nothing here is run")]

mod program {
    use chaperon::prelude::*;

    #[scenario]
    async fn browse(session: &mut Session) -> Result {
        session.get("/").await?;
        Ok(())
    }

    load_test! {
        Staging { scenarios: [browse] }
    }

    chaperon::main!(Staging);
}

fn main() {}
