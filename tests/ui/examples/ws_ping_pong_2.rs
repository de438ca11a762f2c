//! A first load test: 100 sessions, 10 WebSocket round trips each.
//!
//! `cargo run --release -p chaperon-examples --example ws_ping_pong`

use chaperon::prelude::*;
use chaperon_examples::demo_target;

/// Config keys of `ws_ping_pong`. A field without a default is required.
#[derive(Config)]
struct PingPong {
    /// Round trips per session.
    iterations: u32,
    /// How long to wait for each pong.
    #[config(default = 2s)]
    patience: Duration,
}

#[scenario]
async fn ws_ping_pong(session: &mut Session, config: &PingPong) -> Result {
    session.ws_connect("/ping/pong").await?;
    session
        .repeat_traced(config.iterations, async |session| ping_pong(session, config.patience).await)
        .named("ping_pong")
        .await?;
    log_info!(session, "finished after {} iterations", config.iterations);
    session.ws_close().await
}

async fn ping_pong(session: &mut Session, patience: Duration) -> Result {
    session.ws_send("ping").await?;
    session.ws_await_recv("pong").timeout(patience).await?;
    Ok(())
}

load_test! {
    /// 100 sessions, 10 round trips each.
    pub PingPongTest {
        default_config: { base_url: demo_target::url() },
        scenarios: [
            100 * ws_ping_pong { iterations: "10" },
        ],
    }
}

chaperon::main!(PingPongTest);
