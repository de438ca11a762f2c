//! A program whose sessions arrive, in time or not.

use chaperon::prelude::*;

/// Gets a page.
#[scenario]
async fn visit(session: &mut Session) -> Result {
    session.get("/").await?;
    Ok(())
}

/// Keeps its core to itself for a while, so that no more than 50 of them fit into a second.
#[scenario]
async fn toil(session: &mut Session) -> Result {
    std::thread::sleep(millis(20));
    session.get("/").await?;
    Ok(())
}

load_test! {
    /// A rate that any generator can do.
    Modest {
        default_config: { .. },
        scenarios: [visit at 100/s for 5s],
    }
}

load_test! {
    /// A rate that no core can do.
    Immodest {
        default_config: { .. },
        scenarios: [toil at 200/s for 1s],
    }
}

chaperon::main!(Modest, Immodest);
