//! What came of a run, beside what the target counted.
//!
//! A busy machine may make arrivals late, which is an exit code of its own; so what is asked here is
//! what was counted, and what the report says is missing.

use chaperon::metrics::View;
use chaperon::results::RunResults;

use super::{Cluster, Node};

/// How many samples there are of a metric.
pub fn count(results: &RunResults, metric: &str) -> u64 {
    let metrics = results.snapshot().metrics(View::All);
    let wanted = metrics.iter().filter(|(key, _)| key.name.to_string() == metric);
    wanted.map(|(_, value)| value.count()).sum()
}

/// What a run is called invalid for, in words.
pub fn invalid(results: &RunResults) -> String {
    let invalid = results.verdict().invalid;
    invalid.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Asserts that nothing is missing: of as many sessions as were planned all are known, and of those
/// that were started what they asked for is what the target has served. What a busy machine could
/// not start before the end is little.
#[track_caller]
pub fn holds_everything(cluster: &Cluster, submit: &mut Node, planned: u64) {
    assert!(matches!(submit.ended(), Some(0 | 4)), "{}", submit.said());
    let results = cluster.results();
    assert!(!invalid(&results).contains("worker"), "{}", invalid(&results));
    let due: u64 = results.sessions().map(|(_, counts)| counts.due).sum();
    let served = cluster.served();
    assert_eq!((count(&results, "get(/)"), due), (served, planned), "{}", submit.said());
    assert!(served >= planned * 95 / 100, "{served} of {planned}: {}", submit.said());
}
