//! Counts up over a WebSocket, and waits for the echo of every number.
//!
//! It shows assigns, which live as long as the session, and keys inside a key:
//! `--set echo.iterations=3`.

use chaperon::prelude::*;
use chaperon_examples::demo_target;

/// Config keys of `ws_echo`.
#[derive(Config)]
struct WsEcho {
    /// What to do with the echo.
    #[config(nested)]
    echo: Echo,
}

/// The keys inside `echo`.
#[derive(Config)]
struct Echo {
    /// Round trips per session.
    iterations: u32,
}

#[scenario(init = count_from_zero)]
async fn ws_echo(session: &mut Session, config: &WsEcho) -> Result {
    session.ws_connect("/ws/echo").await?;
    session.repeat_traced(config.echo.iterations, echo).await?;
    log_info!(session, "echo finished after {} iterations", config.echo.iterations);
    session.ws_close().await
}

async fn count_from_zero(session: &mut Session) -> Result {
    session.assign("counter", 0);
    Ok(())
}

async fn echo(session: &mut Session) -> Result {
    let message = format!("Echo #{}", session.assigned::<u64>("counter")?);
    session.ws_send(message.as_str()).await?;
    session.ws_await_recv(message.as_str()).await?;
    session.update_assign("counter", |counter: Option<u64>| counter.unwrap_or(0) + 1);
    Ok(())
}

load_test! {
    /// 100 sessions, 10 echoes each.
    pub EchoTest {
        default_config: { base_url: demo_target::url() },
        scenarios: [
            100 * ws_echo { echo: { iterations: 10 } },
        ],
    }
}

chaperon::main!(EchoTest);
