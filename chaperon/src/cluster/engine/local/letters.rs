//! Who is asked what, and who listens for hints, inside the process.

use std::collections::HashMap;

use bytes::Bytes;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::oneshot;

use crate::cluster::engine::Asked;

/// All who listen.
#[derive(Debug, Default)]
pub(super) struct Letters {
    nodes: HashMap<String, UnboundedSender<Asked>>,
    hints: HashMap<String, Vec<UnboundedSender<Bytes>>>,
}

impl Letters {
    /// Where the answer of a node will be; `None` when it does not listen.
    pub(super) fn ask(&mut self, node: &str, payload: Bytes) -> Option<oneshot::Receiver<Bytes>> {
        let (answer, answered) = oneshot::channel();
        let sent = self.nodes.get(node)?.send(Asked { payload, answer });
        sent.map(|()| answered).ok()
    }

    /// What a node is asked from now on; who listened under that name before hears no more.
    pub(super) fn asked(&mut self, node: &str) -> UnboundedReceiver<Asked> {
        let (sender, receiver) = mpsc::unbounded_channel();
        self.nodes.retain(|_, node| !node.is_closed());
        self.nodes.insert(node.to_owned(), sender);
        receiver
    }

    pub(super) fn hint(&mut self, run: &str, payload: &Bytes) {
        if let Some(listeners) = self.hints.get_mut(run) {
            listeners.retain(|listener| listener.send(payload.clone()).is_ok());
        }
    }

    pub(super) fn hints(&mut self, run: &str) -> UnboundedReceiver<Bytes> {
        let (sender, receiver) = mpsc::unbounded_channel();
        self.hints.retain(|_, listeners| listeners.iter().any(|it| !it.is_closed()));
        self.hints.entry(run.to_owned()).or_default().push(sender);
        receiver
    }
}
