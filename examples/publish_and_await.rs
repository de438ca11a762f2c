//! Publishes once a child task has subscribed, and waits until the child has received it all.
//!
//! Signals coordinate the two: nothing is published before the WebSocket is connected.

use chaperon::prelude::*;
use chaperon_examples::demo_target;

/// Where subscribers connect.
const ENDPOINT: &str = "/publications";

/// Config keys of `publish_and_await`.
#[derive(Config)]
struct PublishAndAwait {
    /// How many messages are published, and received.
    message_count: u32,
}

#[scenario]
async fn publish_and_await(session: &mut Session, config: &PublishAndAwait) -> Result {
    steps! { session =>
        ~> subscribe(ENDPOINT, config.message_count);       // a child task named `subscribe`
        .await_signal(("subscribed", ENDPOINT));            // until it says so
        .repeat(config.message_count, publish);
        <~ subscribe;                                       // until it has ended
    }
}

async fn publish(session: &mut Session) -> Result {
    session.post("/publications").json(json!({"data": "some random data here"})).await?;
    Ok(())
}

async fn subscribe(session: &mut Session, endpoint: &str, message_count: u32) -> Result {
    session.ws_connect(endpoint).await?;
    session.signal_parent(("subscribed", endpoint));
    session.assign("subscription_messages", json!([]));
    session.repeat(message_count, receive_message).stop_on_error().await?;
    session.ws_close().await?;
    let messages: Vec<String> = session.assigned("subscription_messages")?;
    log_info!(session, "finished subscribing, received messages: {messages:?}");
    Ok(())
}

async fn receive_message(session: &mut Session) -> Result {
    let message = session.ws_recv().await?.text().into_owned();
    session.update_assign("subscription_messages", |messages: Option<Vec<String>>| {
        let mut messages = messages.unwrap_or_default();
        messages.push(message);
        messages
    });
    Ok(())
}

load_test! {
    /// One session that publishes 100 messages and receives them.
    pub PublishAndAwaitTest {
        default_config: { base_url: demo_target::url() },
        scenarios: [
            publish_and_await { message_count: 100 },
        ],
    }
}

chaperon::main!(PublishAndAwaitTest);
