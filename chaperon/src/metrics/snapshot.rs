//! A snapshot: what was recorded in some time, by some cores. It is also the frame that results
//! are sent in.
//!
//! Merging is associative and commutative: parts add up to the same whole in whatever order.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::error::ErrorKind;
use crate::metrics::key::{Key, SharedKey};
use crate::metrics::name::NameOf;
use crate::metrics::phases::RunPhase;
use crate::metrics::saved::Saved;
use crate::metrics::sessions::SessionCounts;
use crate::metrics::value::{ByPhase, Value, merge_option};

/// A message is kept up to so many characters.
const MESSAGE: usize = 300;

/// Which phases of the run are looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum View {
    /// All of them: counts equal what the target served. What exports hold.
    #[default]
    All,
    /// All but the warm-up: what thresholds and headline figures are about.
    Headline,
    /// Only while there is load: neither the warm-up nor the time after the run was stopped. What
    /// rates are about.
    Load,
}

impl View {
    fn shows(self, phase: RunPhase) -> bool {
        match self {
            Self::All => true,
            Self::Headline => phase != RunPhase::WarmUp,
            Self::Load => matches!(phase, RunPhase::Ramp | RunPhase::Steady),
        }
    }
}

/// Errors of one kind: how many, and the first one's message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorCount {
    /// How many there were.
    pub count: u64,
    /// When the first one was, in milliseconds since the Unix epoch.
    pub at: u64,
    /// The first one's message.
    pub message: String,
}

impl ErrorCount {
    pub(super) fn first(message: &str, at: u64) -> Self {
        Self { count: 1, at, message: message.chars().take(MESSAGE).collect() }
    }

    pub(super) fn take(&mut self) -> Self {
        Self { message: std::mem::take(&mut self.message), ..*self }
    }

    /// Adds errors of the same kind; the earlier message stays.
    pub fn merge(&mut self, other: &Self) {
        self.count = self.count.saturating_add(other.count);
        if (other.at, &other.message) < (self.at, &self.message) {
            self.at = other.at;
            self.message.clone_from(&other.message);
        }
    }
}

/// The errors of one kind in one scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorRow<'a> {
    /// The scenario's name.
    pub scenario: &'a str,
    /// The kind, as it prints: `connect:refused`.
    pub kind: &'a str,
    /// How many, and the first one's message.
    pub errors: ErrorCount,
}

/// What went over the network.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traffic {
    /// Bytes read.
    pub bytes_in: u64,
    /// Bytes written.
    pub bytes_out: u64,
    /// Connections opened.
    pub connections: u64,
}

/// What was recorded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Saved", into = "Saved")]
pub struct Snapshot {
    pub(super) metrics: FxHashMap<SharedKey, ByPhase<Value>>,
    pub(super) errors: BTreeMap<(Arc<str>, String), ByPhase<ErrorCount>>,
    pub(super) sessions: BTreeMap<Arc<str>, SessionCounts>,
    pub(super) traffic: Traffic,
}

impl Snapshot {
    /// Adds another part of the run.
    pub fn merge(&mut self, other: &Self) {
        let Self { metrics, errors, sessions, traffic } = other;
        for (key, values) in metrics {
            self.values_of(key).merge(values, Value::merge);
        }
        for (key, counts) in errors {
            let all = self.errors.entry(key.clone()).or_default();
            all.merge(counts, ErrorCount::merge);
        }
        for (scenario, counts) in sessions {
            self.insert_sessions(scenario, *counts);
        }
        self.add_traffic(*traffic);
    }

    /// How many samples there are, of all metrics.
    pub fn samples(&self) -> u64 {
        let values = self.metrics.values().flat_map(|values| values.iter());
        values.map(|(_, value)| value.count()).fold(0, u64::saturating_add)
    }

    /// The metrics, sorted by name and scope, each over the phases that the view shows.
    pub fn metrics(&self, view: View) -> Vec<(&Key, Value)> {
        self.metrics_where(view, |_| true)
    }

    /// The metrics whose key is `wanted`, as [`metrics`](Self::metrics) gives them all.
    pub fn metrics_where(&self, view: View, wanted: impl Fn(&Key) -> bool) -> Vec<(&Key, Value)> {
        let metrics = self.metrics.iter().filter(|(key, _)| wanted(key));
        let mut rows: Vec<_> = metrics
            .filter_map(|(key, values)| Some((&**key, over(values, view, Value::merge)?)))
            .collect();
        rows.sort_by_key(|(key, _)| *key);
        rows
    }

    /// The errors, by scenario and kind, over the phases that the view shows.
    pub fn errors(&self, view: View) -> Vec<ErrorRow<'_>> {
        let errors = self.errors.iter();
        errors
            .filter_map(|((scenario, kind), counts)| {
                let errors = over(counts, view, ErrorCount::merge)?;
                Some(ErrorRow { scenario, kind, errors })
            })
            .collect()
    }

    /// What became of the sessions of each scenario.
    pub fn sessions(&self) -> impl Iterator<Item = (&str, &SessionCounts)> {
        self.sessions.iter().map(|(scenario, counts)| (&**scenario, counts))
    }

    /// What went over the network.
    pub fn traffic(&self) -> Traffic {
        self.traffic
    }

    /// Whether there were more different metrics than are told apart.
    pub fn overflowed(&self) -> bool {
        self.metrics.keys().any(|key| matches!(key.name, NameOf::Overflow(_)))
    }

    /// Whether nothing was recorded.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn insert(&mut self, key: SharedKey, values: ByPhase<Value>) {
        if values.is_empty() {
            return;
        }
        match self.metrics.entry(key) {
            Entry::Occupied(mut all) => all.get_mut().merge(&values, Value::merge),
            Entry::Vacant(none) => drop(none.insert(values)),
        }
    }

    /// What there is of a metric, to be added to.
    pub(super) fn values_of(&mut self, key: &SharedKey) -> &mut ByPhase<Value> {
        self.metrics.entry(key.clone()).or_default()
    }

    pub(super) fn insert_errors(
        &mut self,
        scenario: &Arc<str>,
        kind: ErrorKind,
        counts: ByPhase<ErrorCount>,
    ) {
        self.errors.insert((Arc::clone(scenario), kind.to_string()), counts);
    }

    pub(super) fn insert_sessions(&mut self, scenario: &Arc<str>, counts: SessionCounts) {
        if counts != SessionCounts::default() {
            self.sessions.entry(Arc::clone(scenario)).or_default().merge(&counts);
        }
    }

    pub(super) fn add_traffic(&mut self, more: Traffic) {
        let Traffic { bytes_in, bytes_out, connections } = more;
        let all = &mut self.traffic;
        all.bytes_in = all.bytes_in.saturating_add(bytes_in);
        all.bytes_out = all.bytes_out.saturating_add(bytes_out);
        all.connections = all.connections.saturating_add(connections);
    }
}

fn over<T: Clone>(parts: &ByPhase<T>, view: View, merge: impl Fn(&mut T, &T)) -> Option<T> {
    let mut all = None;
    for (_, part) in parts.iter().filter(|(phase, _)| view.shows(*phase)) {
        merge_option(&mut all, Some(part), &merge);
    }
    all
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::metrics::key::Scope;
    use crate::metrics::name::NameRef;
    use crate::metrics::packed::SnapshotReader;
    use crate::metrics::phases::Phases;
    use crate::metrics::recorder::{MetricsOptions, Recorder};
    use crate::metrics::sample::Sample;
    use crate::metrics::sessions::SessionEvent;

    type Step = (u8, u8, u32);

    /// What a core records in an interval, from numbers.
    fn frame(steps: &[Step]) -> Snapshot {
        let recorder = Recorder::new(MetricsOptions::default());
        for &(what, who, value) in steps {
            let scope = recorder.scope(&Scope::of(["a", "b"][usize::from(who % 2)]));
            recorder.set_phase([RunPhase::WarmUp, RunPhase::Steady][usize::from(who / 2 % 2)]);
            let took = Duration::from_micros(value.into());
            let phases = Phases { wait: Some(took), ..Phases::default() };
            let id = |name| recorder.intern(scope, name);
            match what % 7 {
                0 => {
                    let sample = Sample::new(took).phases(&phases);
                    recorder.record_sample(id(NameRef::http("get", "/")), &sample);
                }
                1 => {
                    let sample = Sample::new(took).late_by(Some(took));
                    recorder.record_sample(id(NameRef::of("task", "x")), &sample);
                }
                2 => recorder.number(id(NameRef::number("n")), f64::from(value) - 1e6),
                3 => recorder.count(id(NameRef::counter("c")), value.into()),
                4 => recorder.gauge(id(NameRef::gauge("g")), value.into()),
                5 => recorder.check(id(NameRef::check("ok")), value % 2 == 0),
                _ => {
                    recorder.error(scope, ErrorKind::Reset, &format!("reset {value}"));
                    recorder.session(scope, SessionEvent::Failed);
                    recorder.cut(scope, took);
                    recorder.traffic(Traffic { bytes_in: value.into(), ..Traffic::default() });
                }
            }
        }
        recorder.take()
    }

    fn merged(parts: &[&Snapshot]) -> Snapshot {
        let mut all = Snapshot::default();
        parts.iter().for_each(|part| all.merge(part));
        all
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        prop::collection::vec((any::<u8>(), any::<u8>(), 0..3_000_000_u32), 0..60)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn merging_is_associative_and_commutative(a in steps(), b in steps(), c in steps()) {
            let [a, b, c] = [a, b, c].map(|steps| frame(&steps));
            let all = merged(&[&a, &b, &c]);
            prop_assert_eq!(&all, &merged(&[&c, &b, &a]));
            prop_assert_eq!(&all, &merged(&[&a, &merged(&[&b, &c])]));
        }

        #[test]
        fn parts_add_up_to_the_whole(a in steps(), b in steps()) {
            let whole: Vec<_> = a.iter().chain(&b).copied().collect();
            let (parts, whole) = (merged(&[&frame(&a), &frame(&b)]), frame(&whole));
            for (part, all) in parts.metrics(View::All).iter().zip(whole.metrics(View::All)) {
                prop_assert_eq!(part.0, all.0);
                prop_assert_eq!(part.1.count(), all.1.count());
                prop_assert_eq!(part.1.distribution(), all.1.distribution());
            }
            prop_assert_eq!(parts.traffic(), whole.traffic());
            prop_assert_eq!(parts.sessions, whole.sessions);
        }

        #[test]
        fn what_is_sent_is_what_arrives(steps in steps()) {
            let snapshot = frame(&steps);
            let text = serde_json::to_string(&snapshot).unwrap();
            prop_assert_eq!(serde_json::from_str::<Snapshot>(&text).unwrap(), snapshot);
        }

        #[test]
        fn bytes_that_are_sent_add_up_to_the_same(parts in prop::collection::vec(steps(), 1..5)) {
            let parts: Vec<_> = parts.iter().map(|steps| frame(steps)).collect();
            let bytes: Vec<_> = parts.iter().map(Snapshot::to_bytes).collect();
            let mut reader = SnapshotReader::default();
            let mut all = Snapshot::default();
            for (bytes, part) in bytes.iter().zip(&parts) {
                let read = reader.read(bytes).unwrap();
                prop_assert_eq!(read.samples(), part.samples());
                prop_assert_eq!(&read.only(|_| true), part);
                all.merge_packed(&read);
            }
            let expected = merged(&parts.iter().collect::<Vec<_>>());
            prop_assert_eq!(Snapshot::from_bytes(&all.to_bytes()).unwrap(), expected);
        }

        #[cfg(feature = "cluster")]
        #[test]
        fn what_is_split_adds_up_to_the_whole(steps in steps(), most in 0..2000_usize) {
            let whole = frame(&steps);
            let parts = whole.clone().split(most);
            prop_assert!(parts.len() == 1 || parts.iter().all(|part| !part.is_empty()));
            prop_assert!(parts.iter().all(|part| part.to_bytes().len() < most + 1500));
            prop_assert_eq!(merged(&parts.iter().collect::<Vec<_>>()), whole);
        }
    }

    #[test]
    fn the_headline_leaves_the_warm_up_out() {
        let snapshot = frame(&[(0, 0, 5), (0, 2, 7), (6, 0, 1)]);
        assert_eq!(snapshot.metrics(View::All)[0].1.count(), 2);
        assert_eq!(snapshot.metrics(View::Headline)[0].1.distribution().unwrap().max(), 7);
        assert_eq!(
            (snapshot.errors(View::All).len(), snapshot.errors(View::Headline).len()),
            (1, 0)
        );
    }
}
