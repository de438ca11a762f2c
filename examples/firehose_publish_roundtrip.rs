//! How long it takes from publishing to a channel until its subscriber has received it, one by one
//! or in batches.
//!
//! The same session publishes and receives, on a channel of its own.

use chaperon::prelude::*;
use chaperon_examples::demo_target;

/// Config keys of `publish_roundtrip`.
#[derive(Config)]
struct PublishRoundtrip {
    /// Where to publish; the session's id is added to it.
    channel: String,
    /// How many messages are published.
    #[config(default = 500)]
    publications: u32,
    /// How many of them at once.
    #[config(default = 1)]
    batch: u32,
}

#[scenario]
async fn publish_roundtrip(session: &mut Session, config: &PublishRoundtrip) -> Result {
    let own = format!("{}-{}", config.channel, session.id());
    session.set_config("channel", own);
    subscribe(session).await?;
    let batch = config.batch.max(1);
    session
        .repeat_traced(config.publications / batch, async |session| roundtrip(session, batch).await)
        .named("roundtrip")
        .stop_on_error()
        .await
}

async fn subscribe(session: &mut Session) -> Result {
    let channel: String = session.config("channel")?;
    session.ws_connect(format!("/channels/{channel}")).await?;
    session.ws_send(json!({"last_message_sequence": 0})).await
}

/// Publishes so many messages, and waits for all of them.
async fn roundtrip(session: &mut Session, batch: u32) -> Result {
    match batch {
        1 => publish(session).await?,
        _ => publish_batch(session, batch).await?,
    }
    session.repeat(batch, async |session| session.ws_recv().await).stop_on_error().await
}

async fn publish(session: &mut Session) -> Result {
    let channel: String = session.config("channel")?;
    session
        .put("/channels/{name}")
        .param("name", channel)
        .json(json!({"hello world": "test", "time": timestamp_ms()}))
        .expect_status(200)
        .await?;
    Ok(())
}

async fn publish_batch(session: &mut Session, batch: u32) -> Result {
    let channel: String = session.config("channel")?;
    let message = |number: u32| {
        let payload = json!({"hello world": number, "time": timestamp_ms()});
        json!({"channel": channel, "payload": payload})
    };
    let messages: Vec<_> = (0..batch).map(message).collect();
    session.put("/channels").json(messages).expect_status(200).await?;
    Ok(())
}

load_test! {
    /// 500 messages there and back, ten at once.
    pub FirehosePublishRoundtrip {
        default_config: {
            base_url: demo_target::url(),
            scenario_timeout: 25s,
            channel: "testchannel",
        },
        scenarios: [
            publish_roundtrip { publications: 500, batch: 10 },
        ],
    }
}

chaperon::main!(FirehosePublishRoundtrip);
