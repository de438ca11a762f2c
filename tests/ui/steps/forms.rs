//! A step is a call, a method or a macro, and ends in `;`.

#![allow(dead_code, unused_variables, reason = "nothing here is run")]

use chaperon::prelude::*;

#[scenario]
async fn forms(session: &mut Session) -> Result {
    steps! { session =>
        refresh;
        session.get("/");
        login(session, 1);
        .timeout;
        3;
        seen = login(1);
        let page = 1;
        if page == 1 { refresh(); }
        .get("/").await?;
        refresh()?;
        ;
    }?;
    steps! { session =>
        login(1)
        .get("/")
        .post("/")
        >>> login(1)
        log_info!(session, "no semicolon")
        run other
        refresh()
    }
}

#[scenario]
async fn no_session(session: &mut Session) -> Result {
    steps! { login(1); }?;
    steps! {}?;
    steps! { make() => login(1); }
}

#[scenario]
async fn other(session: &mut Session) -> Result {
    Ok(())
}

async fn login(session: &mut Session, times: u32) -> Result {
    Ok(())
}

async fn refresh(session: &mut Session) -> Result {
    Ok(())
}

fn main() {}
