//! Reading a stream as it grows, over every loss of the connection.
//!
//! Where to go on is known by who reads: a consumer of the server is made anew each time.

use std::time::Duration;

use async_nats::datetime::DateTime;
use async_nats::jetstream::consumer::DeliverPolicy;
use async_nats::jetstream::consumer::push::{Ordered, OrderedConfig};
use bytes::Bytes;
use futures_util::StreamExt as _;
use tokio::sync::watch;

use super::layout::Kept;
use super::link::Link;
use super::tables::OPERATION;
use crate::cluster::engine::EngineError;

/// How long a server is left alone that could not say what is in a stream.
const PAUSE: Duration = Duration::from_millis(250);

/// How long it is silent before it is asked whether there is more.
const SILENCE: Duration = Duration::from_millis(500);

/// A message of a stream.
#[derive(Debug)]
pub(super) struct Heard {
    /// What follows the prefix in its subject.
    pub(super) name: String,
    pub(super) payload: Bytes,
    /// Its number in the stream.
    pub(super) sequence: u64,
    /// When it was stored; with the number it tells it from all others, even when the stream has
    /// begun anew.
    pub(super) stored: DateTime,
    /// Whether it stands for a deleted record.
    pub(super) deleted: bool,
}

/// Who reads a stream.
pub(super) trait Reader: Send + Sync + 'static {
    /// From where on it has to be read now.
    fn from(&self) -> DeliverPolicy;

    fn hear(&mut self, heard: Heard);

    /// All that was there has been heard.
    fn caught_up(&mut self);
}

/// Part of a stream: the messages whose subjects begin with a prefix.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) kept: Kept,
    pub(super) prefix: String,
}

/// A part of a stream that is being read.
pub(super) struct Opened {
    messages: Ordered,
    consumer: String,
    /// Whether nothing was there.
    empty: bool,
    /// Changes when the connection is another.
    connects: watch::Receiver<u64>,
}

impl Link {
    /// Begins to read.
    pub(super) async fn open(
        &self,
        part: &Part,
        from: DeliverPolicy,
    ) -> Result<Opened, EngineError> {
        let connects = self.events.connects();
        let config = OrderedConfig {
            deliver_subject: self.client.new_inbox(),
            filter_subject: format!("{}*", part.prefix),
            deliver_policy: from,
            ..OrderedConfig::default()
        };
        self.ensure(part.kept).await?;
        let stream = self.stream(part.kept).await?;
        let failed = |error: &(dyn std::error::Error + 'static)| self.failure(part.kept, error);
        let consumer = stream.create_consumer(config).await.map_err(|error| failed(&error))?;
        let info = consumer.cached_info();
        let (name, empty) = (info.name.clone(), info.num_pending == 0);
        let messages = consumer.messages().await.map_err(|error| failed(&error))?;
        Ok(Opened { messages, consumer: name, empty, connects })
    }

    /// Reads for ever.
    pub(super) async fn follow(self, part: Part, mut opened: Opened, mut reader: impl Reader) {
        loop {
            self.listen(&part, &mut opened, &mut reader).await;
            drop(opened);
            opened = self.open_again(&part, &reader).await;
        }
    }

    async fn open_again(&self, part: &Part, reader: &impl Reader) -> Opened {
        loop {
            tokio::time::sleep(PAUSE).await;
            match self.within(self.open(part, reader.from())).await {
                Ok(opened) => return opened,
                Err(error) => tracing::debug!("{error}"),
            }
        }
    }

    /// Reads until the connection is another, or the server falls silent.
    async fn listen(&self, part: &Part, opened: &mut Opened, reader: &mut impl Reader) {
        let mut heard_of_consumer = 0;
        let mut behind = !opened.empty;
        if !behind {
            reader.caught_up();
        }
        loop {
            let message = tokio::select! {
                _ = opened.connects.changed() => return,
                message = opened.messages.next() => message,
                () = tokio::time::sleep(SILENCE), if behind => {
                    // What aged away before it was sent is never the last to come.
                    behind = !self.nothing_left(part, &opened.consumer, heard_of_consumer).await;
                    if !behind {
                        reader.caught_up();
                    }
                    continue;
                }
            };
            let Some(Ok(message)) = message else { return };
            let Ok(info) = message.info() else { return };
            heard_of_consumer = info.consumer_sequence;
            let last = info.pending == 0;
            reader.hear(Heard {
                name: message.subject.strip_prefix(&*part.prefix).unwrap_or_default().to_owned(),
                sequence: info.stream_sequence,
                stored: info.published,
                deleted: message.headers.as_ref().is_some_and(|it| it.get(OPERATION).is_some()),
                payload: message.payload.clone(),
            });
            if behind && last {
                behind = false;
                reader.caught_up();
            }
        }
    }

    async fn nothing_left(&self, part: &Part, consumer: &str, heard: u64) -> bool {
        let info = async {
            let stream = self.stream(part.kept).await?;
            let info = stream.consumer_info(consumer).await;
            info.map_err(|error| self.failure(part.kept, &error))
        };
        let info = self.within(info).await;
        info.is_ok_and(|it| it.num_pending == 0 && it.delivered.consumer_sequence <= heard)
    }
}
