//! Questions to nodes: messages that are not kept.

use std::time::Duration;

use async_nats::{Client, Message, Request, RequestErrorKind, Subscriber};
use bytes::Bytes;
use futures_util::StreamExt as _;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

use super::link::Link;
use crate::cluster::engine::{Asked, EngineError};

impl Link {
    pub(super) async fn ask(
        &self,
        node: &str,
        payload: Bytes,
        patience: Duration,
    ) -> Result<Bytes, EngineError> {
        self.within(async { Ok(()) }).await?;
        let request = Request::new().payload(payload).timeout(Some(patience));
        let asked = self.client.send_request(self.layout.node(node), request).await;
        asked.map(|answer| answer.payload).map_err(|error| match error.kind() {
            RequestErrorKind::NoResponders => EngineError::NoNode { node: node.to_owned() },
            RequestErrorKind::TimedOut => EngineError::NoAnswer { node: node.to_owned(), patience },
            RequestErrorKind::MaxPayloadExceeded | RequestErrorKind::InvalidSubject => {
                EngineError::Refused { place: self.place.to_string(), why: error.to_string() }
            }
            RequestErrorKind::Other => {
                EngineError::Away { place: self.place.to_string(), why: error.to_string() }
            }
        })
    }

    /// Listens from the moment that this is done: the server has answered something since.
    pub(super) async fn subscribe(&self, subject: String) -> Result<Subscriber, EngineError> {
        let subscribe = async {
            let subscriber = self.client.subscribe(subject).await;
            let subscriber = subscriber.map_err(|error| self.away(&error))?;
            self.account().await.map_err(|error| self.away(&error))?;
            Ok(subscriber)
        };
        self.within(subscribe).await
    }

    fn away(&self, error: &dyn std::error::Error) -> EngineError {
        EngineError::Away { place: self.place.to_string(), why: error.to_string() }
    }
}

/// Gives on what a node is asked, and sends back the answers.
pub(super) async fn answer(
    client: Client,
    mut questions: Subscriber,
    asked: UnboundedSender<Asked>,
) {
    while let Some(Message { payload, reply, .. }) = questions.next().await {
        let (answer, answered) = oneshot::channel();
        if asked.send(Asked { payload, answer }).is_err() {
            return;
        }
        let client = client.clone();
        tokio::spawn(async move {
            // Without an answer, or an address for it, who asked learns it by its own patience.
            if let (Ok(answer), Some(reply)) = (answered.await, reply)
                && let Err(error) = client.publish(reply, answer).await
            {
                tracing::debug!("an answer could not be sent: {error}");
            }
        });
    }
}
