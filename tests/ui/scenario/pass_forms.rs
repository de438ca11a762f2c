//! Every form of a scenario.

#![deny(warnings)]
#![forbid(unsafe_code)]
#![allow(dead_code, reason = "nothing here is run")]

use chaperon::prelude::*;

#[derive(Config)]
struct Browse {
    page: u32,
}

/// Looks around.
#[scenario]
async fn plain(session: &mut Session) -> Result {
    session.get("/").await?;
    Ok(())
}

#[scenario(name = "Shop.Browse", init = set_up, teardown = clean_up, assigns(token: String, user_id: u64), runs(plain, nested::r#match))]
async fn browse(session: &mut Session, config: &Browse) -> Result<(), chaperon::Error> {
    session.assign("token", config.page);
    plain(session).await
}

async fn set_up(session: &mut Session) -> Result {
    session.assign("seen", 1);
    Ok(())
}

async fn clean_up(session: &mut Session, config: &Browse) -> Result {
    session.assign("page", config.page);
    Ok(())
}

mod nested {
    use chaperon::prelude::*;

    #[scenario]
    pub async fn r#match(_: &mut Session) -> Result {
        Ok(())
    }

    #[cfg(unix)]
    #[scenario]
    #[cfg(unix)]
    #[doc = "Here."]
    pub async fn conditional(_: &mut Session) -> Result {
        Ok(())
    }

    #[scenario]
    #[cfg(any())]
    pub async fn never(_: &mut Session) -> Missing {}

    #[scenario]
    #[deprecated]
    #[expect(unused_variables)]
    pub async fn old(session: &mut Session) -> Result {
        Ok(())
    }

    pub use conditional as renamed;
}

#[allow(deprecated)]
use nested::old;
use nested::renamed as renamed_again;

fn is_scenario<S: chaperon::scenario::Scenario>() -> &'static str {
    S::NAME
}

fn main() {
    assert_eq!(is_scenario::<browse>(), "Shop.Browse");
    assert_eq!(is_scenario::<nested::r#match>(), "nested::match");
    assert_eq!(is_scenario::<renamed_again>(), "nested::conditional");
    #[allow(deprecated)]
    {
        assert_eq!(is_scenario::<old>(), "nested::old");
    }
    assert_eq!(<plain as chaperon::scenario::Scenario>::DOCS, "Looks around.");
}
