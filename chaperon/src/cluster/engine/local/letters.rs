//! Who is asked what, inside the process.

use std::collections::HashMap;

use bytes::Bytes;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::oneshot;

use crate::cluster::engine::Asked;

/// All who listen.
#[derive(Debug, Default)]
pub(super) struct Letters {
    nodes: HashMap<String, UnboundedSender<Asked>>,
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
}
