//! This project's round trips.

use chaperon::prelude::*;

use crate::options::CONNECTIONS;

/// What goes to and fro.
pub(super) const MESSAGE: &str = "hello world";

/// One round trip after the other, until the load test ends.
#[scenario]
async fn echo(session: &mut Session) -> Result {
    session.ws_connect("/echo").await?;
    loop {
        session.ws_send(MESSAGE).await?;
        session.ws_await_recv(MESSAGE).await?;
    }
}

load_test! {
    /// As fast as one core goes.
    pub(crate) Echoes {
        // Its loop is code of its own, which is cut when the time is over.
        default_config: { graceful_stop: 0s, .. },
        scenarios: [CONNECTIONS * echo],
    }
}
