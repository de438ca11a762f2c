//! Logs in, browses and logs out, in steps: the cookie that the login sets is sent by itself.

use chaperon::prelude::*;
use chaperon_examples::demo_target;

#[scenario(inti = set_up, teardown = say_goodbye)]
async fn basic_account_login(session: &mut Session) -> Result {
    steps! { session =>
        login("admin", "secret");                           // a function over the session
        .get("/account").expect_status(200);                // a method of the session
        .assign("seen", 1);
        log_info!(session, "logged in");
        >>> browse(3);                                      // traced: records its duration
        ~> logout;                                          // a child task named `logout`
        ~> baz = .put("/baz").json(json!({"data": "value"}));
        <~ [logout, baz];                                   // waits for both
    }
}

async fn set_up(session: &mut Session) -> Result {
    session.assign("my_config", "my_val");
    Ok(())
}

async fn say_goodbye(session: &mut Session) -> Result {
    log_debug!(session, "goodbye");
    Ok(())
}

async fn login(session: &mut Session, user: &str, password: &str) -> Result {
    session
        .post("/login")
        .form([("user", user), ("password", password)])
        .expect_status(200)
        .await?;
    Ok(())
}

async fn browse(session: &mut Session, times: u32) -> Result {
    session.repeat(times, foo_bar).await
}

async fn foo_bar(session: &mut Session) -> Result {
    session.get("/foo").await?;
    session.get("/bar").await?;
    Ok(())
}

async fn logout(session: &mut Session) -> Result {
    session.post("/logout").await?;
    Ok(())
}

load_test! {
    /// Ten users who log in, look around and log out.
    pub BasicAccountLogin {
        default_config: { base_url: demo_target::url() },
        scenarios: [
            10 * basic_account_login,
        ],
    }
}

chaperon::main!(BasicAccountLogin);
