//! Results of runs: stored under an id, and read from the first on.

use async_nats::jetstream::consumer::DeliverPolicy;
use async_nats::jetstream::message::PublishMessage;
use bytes::Bytes;
use tokio::sync::mpsc::UnboundedSender;

use super::follow::{Heard, Reader};
use super::layout::Kept;
use super::link::Link;
use crate::cluster::engine::{EngineError, Stored};

/// Gives on what is stored of a run.
#[derive(Debug)]
pub(super) struct ResultsReader {
    sender: UnboundedSender<Stored>,
    /// The number of the last.
    last: u64,
}

impl ResultsReader {
    pub(super) fn new(sender: UnboundedSender<Stored>) -> Self {
        Self { sender, last: 0 }
    }
}

impl Reader for ResultsReader {
    fn from(&self) -> DeliverPolicy {
        match self.last {
            0 => DeliverPolicy::All,
            last => DeliverPolicy::ByStartSequence { start_sequence: last + 1 },
        }
    }

    fn hear(&mut self, Heard { name: node, payload, sequence, .. }: Heard) {
        if sequence > self.last {
            self.last = sequence;
            // When nobody listens any more, the reading is ended from outside.
            let _ = self.sender.send(Stored { node, payload });
        }
    }

    fn caught_up(&mut self) {}
}

impl Link {
    pub(super) async fn store(
        &self,
        run: &str,
        node: &str,
        id: &str,
        payload: Bytes,
    ) -> Result<(), EngineError> {
        let subject = self.layout.results(run) + node;
        let message = PublishMessage::build().payload(payload).message_id(id);
        self.publish(Kept::Results, subject, message).await.map(drop)
    }
}
