//! A connection to the server, and what all requests over it have in common: they end in time, and
//! what they need in the server is made when it is missing.

use std::sync::Arc;
use std::time::Duration;

use async_nats::Client;
use async_nats::connection::State;
use async_nats::jetstream::context::{PublishErrorKind, RequestError, RequestErrorKind};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::response::Response;
use async_nats::jetstream::{self, Context};

use super::events::Events;
use super::failure;
use super::layout::{Kept, Layout};
use crate::cluster::engine::EngineError;
use crate::time::{Instant, now};

/// How long anything is waited for: shorter than a leader may go without renewing its lease.
pub(super) const PATIENCE: Duration = Duration::from_secs(4);

/// A connection. Cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) place: Arc<str>,
    pub(super) client: Client,
    pub(super) context: Context,
    pub(super) layout: Arc<Layout>,
    pub(super) events: Arc<Events>,
}

impl Link {
    /// Does something once there is a connection, or says in time that it could not be done.
    pub(super) async fn within<T>(
        &self,
        doing: impl Future<Output = Result<T, EngineError>>,
    ) -> Result<T, EngineError> {
        let began = now();
        let doing = async {
            self.connected().await;
            doing.await
        };
        match tokio::time::timeout(PATIENCE, doing).await {
            Ok(Err(EngineError::Away { place, why })) => Err(self.refused_since(began, place, why)),
            Ok(done) => done,
            Err(_) => {
                let why = format!("no answer in {} s", PATIENCE.as_secs());
                Err(self.refused_since(began, self.place.to_string(), why))
            }
        }
    }

    /// A server does not answer what it forbids, but says so beside.
    fn refused_since(&self, began: Instant, place: String, why: String) -> EngineError {
        match self.events.forbidden_since(began) {
            Some(why) => EngineError::Refused { place, why },
            None => EngineError::Away { place, why },
        }
    }

    /// What is sent without a connection would be sent whenever there is one again.
    async fn connected(&self) {
        while self.client.connection_state() != State::Connected {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Publishes into a stream, and waits for the stream's word that it is stored. Gives its number.
    pub(super) async fn publish(
        &self,
        kept: Kept,
        subject: String,
        message: PublishMessage,
    ) -> Result<u64, EngineError> {
        match self.try_publish(&subject, message.clone()).await {
            Err(error) if error.kind() == PublishErrorKind::StreamNotFound => {
                self.ensure(kept).await?;
                self.try_publish(&subject, message).await
            }
            published => published,
        }
        .map_err(|error| match error.kind() {
            PublishErrorKind::MaxPayloadExceeded => {
                EngineError::Refused { place: self.place.to_string(), why: error.to_string() }
            }
            PublishErrorKind::WrongLastSequence => EngineError::Conflict,
            _ => self.failure(kept, &error),
        })
    }

    async fn try_publish(
        &self,
        subject: &str,
        message: PublishMessage,
    ) -> Result<u64, jetstream::context::PublishError> {
        let ack = self.context.send_publish(subject.to_owned(), message).await?;
        Ok(ack.await?.sequence)
    }

    /// Makes a stream, if it is not there. One that somebody has made otherwise is used as it is.
    pub(super) async fn ensure(&self, kept: Kept) -> Result<(), EngineError> {
        let mut config = self.layout.config(kept);
        let mut made = self.context.get_or_create_stream(config.clone()).await;
        if made.is_err() && config.num_replicas > 1 {
            // A cluster of fewer than three servers cannot keep three copies.
            config.num_replicas = 1;
            made = self.context.get_or_create_stream(config).await;
        }
        let Err(error) = made else { return Ok(()) };
        // Somebody else may have made it between the question and the order.
        match self.context.get_stream(self.layout.stream(kept)).await {
            Ok(_) => Ok(()),
            Err(_) => Err(self.failure(kept, &error)),
        }
    }

    /// Whether JetStream answers at all.
    pub(super) async fn account(&self) -> Result<(), RequestError> {
        // Of an answer, only errors are of interest: what else is in it differs between versions.
        match self.context.request("INFO", &()).await? {
            Response::Ok::<serde_json::Value>(_) => Ok(()),
            Response::Err { error } => {
                Err(RequestError::with_source(RequestErrorKind::Other, error))
            }
        }
    }

    pub(super) fn failure(
        &self,
        kept: Kept,
        error: &(dyn std::error::Error + 'static),
    ) -> EngineError {
        failure::of(&self.place, &self.layout.stream(kept), error)
    }
}
