//! A program that sends secrets everywhere, and must not show them anywhere.

use chaperon::prelude::*;

/// Keys of which one is secret.
#[derive(Config)]
struct Keys {
    /// The secret.
    #[config(secret)]
    token: String,
}

/// Sends its secrets in a header, a query, a path, a body over a WebSocket and to the log.
#[scenario]
async fn tells_all(session: &mut Session, config: &Keys) -> Result {
    let token = &config.token;
    log_warn!(session, "the token is {token}");
    session.get("/foo").header("x-token", token).await?;
    session.get("/bar").params([("token", token)]).await?;
    session.get(format!("/nothing/{token}")).await?;
    session.post("/echo").json(json!({ "token": token })).await?;
    session.get("/account").bearer_auth(token).await?;
    session.ws_connect(format!("/ws/echo?token={token}")).await?;
    session.ws_send(token.as_str()).await?;
    session.ws_await_recv(token.as_str()).await?;
    session.get("/echo").body(token.clone()).expect_status(200).await?;
    Err(std::io::Error::other(format!("wrong token {token}")))?
}

load_test! {
    /// Tells all.
    Secretive {
        default_config: { http: { headers: { "x-api-key": env("SECRETIVE_KEY") } } },
        scenarios: [tells_all { token: env("SECRETIVE_TOKEN") }],
    }
}

chaperon::main!(Secretive);
