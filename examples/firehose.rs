//! Publishers and subscribers on one channel: ten sessions, each with a name and a load of its own.
//!
//! `p1` and `p2` publish, `s1` to `s4` read by long poll, many at a time, and `ws1` to `ws4` over
//! WebSocket until they have received so many messages. It takes some 20 seconds.

use chaperon::prelude::*;
use chaperon_examples::demo_target;

/// Config keys of `publish_channel`.
#[derive(Config)]
struct PublishChannel {
    /// Where to publish.
    channel: String,
    /// How long one loop goes on.
    duration: Duration,
    /// The longest pause between two publications of a loop.
    base_interval: Duration,
    /// Loops, one after the other.
    publications_per_loop: u32,
}

#[scenario]
async fn publish_channel(session: &mut Session, config: &PublishChannel) -> Result {
    for _ in 0..config.publications_per_loop {
        session.repeat_for(config.duration, start_publishing).await?;
    }
    session.join("publish").await
}

/// Starts the next publication without waiting for the last one.
async fn start_publishing(session: &mut Session) -> Result {
    let config = session.config_of::<PublishChannel>()?;
    steps! { session =>
        .random_delay(config.base_interval);
        ~> publish;
    }
}

async fn publish(session: &mut Session) -> Result {
    let config = session.config_of::<PublishChannel>()?;
    session
        .put("/channels/{name}")
        .param("name", &config.channel)
        .header("X-Firehose-Persist", true)
        .json(json!({"hello": "world", "time": timestamp_ms()}))
        .await?;
    Ok(())
}

/// Config keys of `subscribe_channel`.
#[derive(Config)]
struct SubscribeChannel {
    /// What to read.
    channel: String,
    /// How long a loop goes on.
    duration: Duration,
    /// The longest pause between two requests of a loop.
    base_interval: Duration,
    /// Loops, side by side.
    subscriptions_per_loop: u32,
}

#[scenario]
async fn subscribe_channel(session: &mut Session, config: &SubscribeChannel) -> Result {
    for _ in 0..config.subscriptions_per_loop {
        session.spawn("subscribe_loop", subscribe_loop);
    }
    session.join("subscribe_loop").await
}

async fn subscribe_loop(session: &mut Session) -> Result {
    let config = session.config_of::<SubscribeChannel>()?;
    session.repeat_for(config.duration, start_subscribing).await?;
    session.join("subscribe").await
}

/// Starts the next long poll without waiting for the last one.
async fn start_subscribing(session: &mut Session) -> Result {
    let config = session.config_of::<SubscribeChannel>()?;
    steps! { session =>
        .random_delay(config.base_interval);
        ~> subscribe;
    }
}

async fn subscribe(session: &mut Session) -> Result {
    let config = session.config_of::<SubscribeChannel>()?;
    session.get("/channels/{name}").param("name", &config.channel).await?;
    Ok(())
}

/// Config keys of `ws_subscribe_channel`.
#[derive(Config)]
struct WsSubscribeChannel {
    /// What to read.
    channel: String,
    /// How many messages to receive.
    await_messages: u32,
}

#[scenario]
async fn ws_subscribe_channel(session: &mut Session, config: &WsSubscribeChannel) -> Result {
    let amount = config.await_messages;
    log_info!(session, "subscribes to {}, awaits {amount} messages", config.channel);
    session.ws_connect(format!("/channels/{}", config.channel)).await?;
    session.ws_send(json!({"last_message_sequence": 0})).await?;
    session.repeat(amount, async |session| session.ws_recv().await).stop_on_error().await?;
    log_info!(session, "received {amount} messages");
    Ok(())
}

load_test! {
    /// Two publishers and eight subscribers on one channel.
    pub Firehose {
        default_config: {
            base_url: demo_target::url(),
            timeout: none,
            channel: "testchannel",
            // Long polls wait side by side, not for each other's connections.
            http: { max_connections: 1000 },
        },
        scenarios: [
            publish_channel as "p1" {
                delay: 1s,
                duration: 1s,
                base_interval: 50ms,
                publications_per_loop: 5,
            },
            publish_channel as "p2" {
                delay: 4s,
                duration: 10s,
                base_interval: 250ms,
                publications_per_loop: 1,
            },
            subscribe_channel as "s1" {
                delay: 5s,
                duration: 1s,
                base_interval: 50ms,
                subscriptions_per_loop: 5,
            },
            subscribe_channel as "s2" {
                duration: 15s,
                base_interval: 500ms,
                subscriptions_per_loop: 5,
            },
            subscribe_channel as "s3" {
                delay: 7.5s,
                duration: 3s,
                base_interval: 75ms,
                subscriptions_per_loop: 20,
            },
            subscribe_channel as "s4" {
                delay: 2s,
                duration: 3s,
                base_interval: 150ms,
                subscriptions_per_loop: 1,
            },
            ws_subscribe_channel as "ws1" { await_messages: 10 },
            ws_subscribe_channel as "ws2" { await_messages: 50 },
            ws_subscribe_channel as "ws3" { await_messages: 100 },
            ws_subscribe_channel as "ws4" { await_messages: 200 },
        ],
    }
}

chaperon::main!(Firehose);
