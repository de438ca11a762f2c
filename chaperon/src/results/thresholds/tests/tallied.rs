//! What is tallied of parts is what is tallied of the whole.

use std::time::Duration;

use proptest::prelude::*;

use super::super::tally::Tally;
use super::recorded::{SECOND, below, frame, get, of_get};
use crate::error::ErrorKind;
use crate::load_test::threshold::{Measure, Metric, Quantity, Statistic, Threshold};
#[cfg(feature = "cluster")]
use crate::metrics::SnapshotReader;
use crate::metrics::{NameRef, RunPhase, Sample, Scope, SessionEvent, Snapshot};

/// Everything that can be measured, from numbers.
fn anything(steps: &[(u8, bool, u32)]) -> Snapshot {
    frame(|recorder, browse| {
        let chat = recorder.scope(&Scope::of("chat").in_group("g"));
        for &(what, in_chat, value) in steps {
            let scope = if in_chat { chat } else { browse };
            let id = |name| recorder.intern(scope, name);
            let took = Duration::from_micros(value.into());
            recorder.set_phase(
                [RunPhase::WarmUp, RunPhase::Steady, RunPhase::Drain][what as usize % 3],
            );
            match what % 8 {
                7 => {
                    recorder.session(scope, SessionEvent::Due);
                    if value % 2 == 0 {
                        recorder.session(scope, SessionEvent::Dropped);
                    }
                }
                0 => get(recorder, scope, value.into()),
                1 => recorder.record(id(NameRef::http_error(500, "get", "/")), took),
                2 => recorder.record_sample(
                    id(NameRef::of("task", "x")),
                    &Sample::new(took).late_by(Some(took)),
                ),
                3 => recorder.number(id(NameRef::number("n")), value.into()),
                4 => recorder.count(id(NameRef::counter("c")), value.into()),
                5 => recorder.check(id(NameRef::check("ok")), value % 2 == 0),
                _ => recorder.error(scope, ErrorKind::Reset, "reset"),
            }
        }
    })
}

fn all_measures() -> Vec<Threshold> {
    let (time, number) = (Quantity::time(SECOND), Quantity::number(5.0));
    let task = || Metric::of("task", "x");
    vec![
        below(Measure::Errors, Quantity::percent(1.0)),
        below(Measure::Dropped, Quantity::percent(1.0)),
        below(Measure::Check("ok".to_owned()), Quantity::percent(1.0)),
        below(Measure::Rate(Metric::http("get", "/")), Quantity::per_second(5.0)),
        below(of_get(Statistic::Percentile(99.0)), time),
        below(of_get(Statistic::Count), number),
        below(Measure::of(task(), Statistic::Mean), time),
        below(Measure::of_service(task(), Statistic::Max), time),
        below(Measure::of(Metric::named("n"), Statistic::Min), number),
        below(Measure::of(Metric::named("c"), Statistic::Count), number),
    ]
}

fn steps() -> impl Strategy<Value = Vec<(u8, bool, u32)>> {
    prop::collection::vec((any::<u8>(), any::<bool>(), 0..3_000_000_u32), 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_tally_of_a_whole_is_that_of_its_parts(parts in prop::collection::vec(steps(), 1..5)) {
        let frames: Vec<Snapshot> = parts.iter().map(|part| anything(part)).collect();
        let mut whole = Snapshot::default();
        frames.iter().for_each(|frame| whole.merge(frame));
        for threshold in all_measures() {
            let tallies = frames.iter().filter_map(|frame| Tally::of(&threshold, frame));
            let sum = tallies.reduce(|mut all, more| { all.merge(&more); all });
            let all = Tally::of(&threshold, &whole);
            match threshold.measure() {
                // What failed late in another second than it was done in is bounded by the whole.
                Measure::Errors => prop_assert_eq!(all.is_some(), sum.is_some()),
                _ => prop_assert_eq!(all, sum, "{}", threshold),
            }
        }
    }

    #[cfg(feature = "cluster")]
    #[test]
    fn what_is_looked_at_tells_as_much_as_the_whole(steps in steps()) {
        let whole = anything(&steps);
        let (bytes, mut reader) = (whole.to_bytes(), SnapshotReader::default());
        let read = reader.read(&bytes).expect("a snapshot");
        for threshold in all_measures() {
            let part = read.only(|key| Tally::looks_at(&threshold, key));
            prop_assert_eq!(Tally::of(&threshold, &part), Tally::of(&threshold, &whole));
        }
    }
}
