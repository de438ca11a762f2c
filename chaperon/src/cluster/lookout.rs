//! Looking for nodes, by somebody who knows whether they could have been seen.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use super::engine::{Engine, EngineError, Revision, Table};
use super::patience::patiently;
use super::protocol::{Node, from_bytes};
use crate::time::{Instant, now};

/// How long a node counts as there that does not write itself down again.
pub(crate) const LOST: Duration = Duration::from_secs(6);

/// The nodes that are in the table now, by their names, and the revisions of their records.
pub(crate) async fn listed(engine: &dyn Engine) -> Result<Vec<(Node, Revision)>, EngineError> {
    let records = engine.list(Table::Nodes).await?;
    let nodes = records.iter().filter_map(|record| {
        let node = from_bytes::<Node>(&record.value).ok()?;
        Some((node, record.revision))
    });
    let mut nodes: Vec<_> = nodes.collect();
    nodes.sort_by(|(one, _), (other, _)| one.name.cmp(&other.name));
    Ok(nodes)
}

/// Looks into the table of nodes, again and again. No node can write itself down while the engine is
/// away, and then those that are there are not in the table: silence counts from its return on.
pub(crate) struct Lookout {
    engine: Arc<dyn Engine>,
    /// How often the connection was lost by then.
    disconnects: u64,
    /// Since when the engine has never been found away.
    since: Instant,
    /// Of each process.
    signs: HashMap<String, Sign>,
}

/// What was last seen of a process.
struct Sign {
    revision: Revision,
    /// When that was first seen.
    at: Instant,
    /// Whether it has written itself down since it was seen first.
    again: bool,
}

impl Lookout {
    pub(crate) fn new(engine: &Arc<dyn Engine>) -> Self {
        let disconnects = engine.troubles().disconnects;
        Self { engine: engine.clone(), disconnects, since: now(), signs: HashMap::new() }
    }

    /// For how long there was no sign of who gave one then, though there could have been another.
    pub(crate) fn silence(&self, heard: Instant) -> Duration {
        heard.max(self.since).elapsed()
    }

    /// When a process last wrote itself down, as far as that was seen: what it wrote stays in the table
    /// for a while after it has ended.
    pub(crate) fn heard(&self, boot: &str) -> Option<Instant> {
        self.signs.get(boot).map(|sign| sign.at)
    }

    /// Whether a process was seen to write itself down, and not only what it wrote long ago.
    pub(crate) fn wrote(&self, boot: &str) -> bool {
        self.signs.get(boot).is_some_and(|sign| sign.again)
    }

    /// Whether a node is in the table, or was not yet to be missed.
    pub(crate) async fn sees(&mut self, node: &str) -> Result<bool, EngineError> {
        let engine = self.engine.clone();
        let record = self.look(|| engine.get(Table::Nodes, node)).await?;
        Ok(record.is_some() || self.since.elapsed() < LOST)
    }

    /// The nodes that are there, by their names.
    pub(crate) async fn nodes(&mut self) -> Result<Vec<Node>, EngineError> {
        let engine = self.engine.clone();
        let nodes = self.look(|| listed(&*engine)).await?;
        nodes.iter().for_each(|(node, revision)| self.note(&node.boot, *revision));
        Ok(nodes.into_iter().map(|(node, _)| node).collect())
    }

    fn note(&mut self, boot: &str, revision: Revision) {
        let sign = Sign { revision, at: now(), again: false };
        match self.signs.get_mut(boot) {
            Some(last) if last.revision == revision => {}
            Some(last) => *last = Sign { again: true, ..sign },
            None => drop(self.signs.insert(boot.to_owned(), sign)),
        }
    }

    async fn look<T, F>(&mut self, mut doing: impl FnMut() -> F) -> Result<T, EngineError>
    where
        F: Future<Output = Result<T, EngineError>>,
    {
        let mut tries = 0_u32;
        let looked = patiently(|| {
            tries += 1;
            doing()
        });
        let seen = looked.await?;
        let disconnects = self.engine.troubles().disconnects;
        if tries > 1 || disconnects != self.disconnects {
            (self.disconnects, self.since) = (disconnects, now());
        }
        Ok(seen)
    }
}
