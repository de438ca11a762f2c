//! What the generators and the targets say of the run when it is over.

use chaperon::metrics::{NameRef, Snapshot, Value, View};
use chaperon_examples::demo_target::Messages;

use super::generators::Generators;
use super::target::{PATH, Target};
use crate::Result;

/// What was said.
#[derive(Default)]
pub(super) struct Said {
    /// The runs of all generators, merged.
    pub(super) by_generators: Snapshot,
    /// The sums of what the targets counted.
    pub(super) by_targets: Messages,
    /// Runs that failed or are not valid.
    bad_runs: usize,
}

impl Said {
    /// Asks all of them; the generators have ended.
    pub(super) fn of(generators: &Generators, targets: &[Target]) -> Result<Self> {
        let mut said = Self::default();
        for results in generators.results()? {
            said.by_generators.merge(results.snapshot());
            said.bad_runs += usize::from(!results.verdict().passed());
        }
        for target in targets {
            let Messages { connects, open, received, sent } = target.served()?;
            said.by_targets.connects += connects;
            said.by_targets.open += open;
            said.by_targets.received += received;
            said.by_targets.sent += sent;
        }
        Ok(said)
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
        if self.bad_runs > 0 {
            faults.push(format!("{} runs failed or are not valid", self.bad_runs));
        }
        for row in self.by_generators.errors(View::All) {
            faults.push(format!("{} x {}: {}", row.errors.count, row.kind, row.errors.message));
        }
        Ok(faults)
    }
}
