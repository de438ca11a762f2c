//! What the generators and the targets say of the run when it is over.

use chaperon::metrics::{NameRef, Snapshot, Value, View};
use chaperon_examples::demo_target::Messages;

use super::pair::{PATH, Pair};
use crate::Result;

/// What was said.
pub(super) struct Said {
    /// The runs of all generators, merged.
    pub(super) by_generators: Snapshot,
    /// The sums of what the targets counted.
    pub(super) by_targets: Messages,
}

impl Said {
    /// Asks all of them; the generators have ended.
    pub(super) fn of(pairs: &[Pair]) -> Result<Self> {
        let mut by_generators = Snapshot::default();
        let mut by_targets = Messages::default();
        for pair in pairs {
            by_generators.merge(pair.results()?.snapshot());
            let Messages { connects, open, received, sent } = pair.served()?;
            by_targets.connects += connects;
            by_targets.open += open;
            by_targets.received += received;
            by_targets.sent += sent;
        }
        Ok(Self { by_generators, by_targets })
    }

    /// What the generators measured of an action: `ws_send`.
    pub(super) fn measured(&self, action: &str) -> Result<Value> {
        let name = NameRef::of(action, PATH);
        let found = self.by_generators.metrics_where(View::All, |key| key.name.by_ref() == name);
        let found = found.into_iter().next().map(|(_, value)| value);
        found.ok_or_else(|| format!("the generators measured no {action}").into())
    }

    pub(super) fn errors(&self) -> u64 {
        self.by_generators.errors(View::All).iter().map(|row| row.errors.count).sum()
    }

    /// What is not as it has to be: counts that differ, and errors.
    pub(super) fn faults(&self) -> Result<Vec<String>> {
        let Messages { connects, received, sent, .. } = self.by_targets;
        let pairs = [("ws_connect", connects), ("ws_send", received), ("ws_recv", sent)];
        let mut faults = Vec::new();
        for (action, counted) in pairs {
            let measured = self.measured(action)?.count();
            if measured != counted {
                faults.push(format!("{action}: {measured} here, and {counted} at the targets"));
            }
        }
        for row in self.by_generators.errors(View::All) {
            faults.push(format!("{} x {}: {}", row.errors.count, row.kind, row.errors.message));
        }
        Ok(faults)
    }
}
