//! Judging by thresholds: what is tallied, which windows there are, and what has no data.

use std::time::Duration;

use proptest::prelude::*;

use super::tally::{Share, Tally};
use super::{Judged, Outcome, Watch, Windows};
use crate::error::ErrorKind;
use crate::load_test::threshold::{Comparison, Measure, Metric, Quantity, Statistic, Threshold};
#[cfg(feature = "cluster")]
use crate::metrics::SnapshotReader;
use crate::metrics::{
    MetricsOptions, NameRef, Recorder, RunPhase, Sample, Scope, ScopeId, SessionEvent, Snapshot,
};

const SECOND: Duration = Duration::from_secs(1);

/// What a core recorded in some time.
fn frame(record: impl FnOnce(&Recorder, ScopeId)) -> Snapshot {
    let recorder = Recorder::new(MetricsOptions::default());
    record(&recorder, recorder.scope(&Scope::of("browse")));
    recorder.take()
}

fn get(recorder: &Recorder, scope: ScopeId, micros: u64) {
    recorder.record(recorder.intern_http(scope, "get", "/"), Duration::from_micros(micros));
}

/// Requests that took so many microseconds.
fn gets(micros: &[u64]) -> Snapshot {
    frame(|recorder, scope| micros.iter().for_each(|took| get(recorder, scope, *took)))
}

fn of_get(statistic: Statistic) -> Measure {
    Measure::of(Metric::http("get", "/"), statistic)
}

fn below(measure: Measure, limit: Quantity) -> Threshold {
    Threshold::new(measure, Comparison::Below, limit)
}

fn max_below(micros: u64) -> Threshold {
    below(of_get(Statistic::Max), Quantity::time(Duration::from_micros(micros)))
}

fn whole(threshold: &Threshold, snapshot: &Snapshot) -> Judged {
    Judged::whole(threshold, snapshot, 10 * SECOND)
}

#[track_caller]
fn measures(threshold: Threshold, snapshot: &Snapshot, expected: &str) {
    let judged = whole(&threshold, snapshot);
    let measured = judged.measured.map(|measured| measured.to_string());
    assert_eq!(measured.as_deref(), Some(expected), "{judged}");
}

#[track_caller]
fn has_no_data(threshold: Threshold, snapshot: &Snapshot, expected: &str) {
    let Outcome::NoData(why) = whole(&threshold, snapshot).outcome else {
        panic!("{threshold} has data");
    };
    assert_eq!(why, expected);
}

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

    #[test]
    fn windows_are_those_of_the_samples(
        seconds in prop::collection::vec((prop::option::of(1..100_u64), prop::option::of(1..100_u64)), 1..20),
        length in 1..6_u64,
        warm_up in 0..4_u64,
        behind in 0..3_usize,
    ) {
        let threshold = max_below(80).over(Duration::from_secs(length));
        let mut watch = Watch::new(&[threshold], 2, Duration::from_secs(warm_up));
        // The second core tells of each second later than the first.
        for at in 0..seconds.len() + behind {
            if let Some((first, _)) = seconds.get(at) {
                watch.hear(0, at as u64 + 1, &gets(first.as_slice()));
            }
            if let Some((_, second)) = at.checked_sub(behind).and_then(|at| seconds.get(at)) {
                watch.hear(1, (at - behind) as u64 + 1, &gets(second.as_slice()));
            }
        }
        let load = Duration::from_secs((seconds.len() as u64).saturating_sub(warm_up));
        let judged = watch.end(&Snapshot::default(), load).remove(0);
        let full = seconds.windows(length as usize).skip(warm_up as usize);
        let largest: Vec<u64> = full
            .filter_map(|window| window.iter().flat_map(|(one, other)| [*one, *other]).flatten().max())
            .collect();
        let Some(worst) = largest.iter().max() else {
            prop_assert!(matches!(judged.outcome, Outcome::NoData(_)));
            return Ok(());
        };
        let broken = largest.iter().filter(|max| **max >= 80).count() as u64;
        let windows = judged.windows.unwrap();
        prop_assert_eq!((windows.judged, windows.broken), (largest.len() as u64, broken));
        prop_assert_eq!(judged.measured.unwrap(), Quantity::time(Duration::from_micros(*worst)));
        prop_assert_eq!(judged.passed(), broken == 0);
    }
}

#[test]
fn each_measure_has_its_figure() {
    let snapshot = frame(|recorder, scope| {
        (1..=100).for_each(|took| get(recorder, scope, took * 10));
        let chat = recorder.scope(&Scope::of("chat").of_session("p1").in_group("hello"));
        get(recorder, chat, 500_000);
        (0..40)
            .for_each(|at| recorder.check(recorder.intern(scope, NameRef::check("ok")), at != 7));
        recorder.count(recorder.intern(scope, NameRef::counter("orders")), 42);
        recorder.gauge(recorder.intern(scope, NameRef::gauge("queue")), 7.25);
        recorder.number(recorder.intern(scope, NameRef::number("items")), 2.5);
        let late = Sample::new(SECOND).late_by(Some(SECOND));
        recorder.record_sample(recorder.intern(scope, NameRef::call("shop", "log_in")), &late);
    });
    let (time, number) = (Quantity::time(SECOND), Quantity::number(1.0));
    let log_in = || Metric::call("shop.log_in");
    let named = |name, statistic| Measure::of(Metric::named(name), statistic);
    for (measure, limit, expected) in [
        (of_get(Statistic::Max), time, "500ms"),
        (of_get(Statistic::Min), time, "10us"),
        (of_get(Statistic::Count), number, "101"),
        (of_get(Statistic::Percentile(50.0)), time, "510us"),
        (Measure::Rate(Metric::http("get", "/")), Quantity::per_second(1.0), "10.1/s"),
        (Measure::Check("ok".to_owned()), Quantity::percent(1.0), "97.5%"),
        (named("orders", Statistic::Count), number, "42"),
        (Measure::Rate(Metric::named("orders")), Quantity::per_second(1.0), "4.2/s"),
        (named("queue", Statistic::Max), number, "7.25"),
        (named("queue", Statistic::Count), number, "1"),
        (named("items", Statistic::Mean), number, "2.5"),
        (Measure::of(log_in(), Statistic::Max), time, "2s"),
        (Measure::of_service(log_in(), Statistic::Max), time, "1s"),
        (Measure::of_service(Metric::http("get", "/"), Statistic::Max), time, "500ms"),
    ] {
        measures(below(measure, limit), &snapshot, expected);
    }
}

#[test]
fn an_action_has_failed_once_however_it_failed() {
    let share = |record: fn(&Recorder, ScopeId)| {
        let threshold = below(Measure::Errors, Quantity::percent(1.0));
        let Some(Tally::Share(Share { part, all })) = Tally::of(&threshold, &frame(record)) else {
            return (0, 0);
        };
        (part, all)
    };
    fn refused(recorder: &Recorder, scope: ScopeId) {
        get(recorder, scope, 1);
        recorder.record(recorder.intern(scope, NameRef::http_error(500, "get", "/")), SECOND);
    }
    assert_eq!(share(|_, _| ()), (0, 0));
    assert_eq!(share(|recorder, scope| get(recorder, scope, 1)), (0, 1));
    assert_eq!(share(refused), (1, 1));
    let expected = |recorder: &Recorder, scope| {
        refused(recorder, scope);
        refused(recorder, scope);
        recorder.error(scope, ErrorKind::Status, "expected 200");
    };
    assert_eq!(share(expected), (2, 2), "one of the two was an error too");
    let unexpected = |recorder: &Recorder, scope| {
        get(recorder, scope, 1);
        recorder.error(scope, ErrorKind::Status, "expected 201");
    };
    assert_eq!(share(unexpected), (1, 1));
    let in_vain = |recorder: &Recorder, scope| {
        get(recorder, scope, 1);
        recorder.error(scope, ErrorKind::TimeoutHeaders, "late");
        recorder.error(scope, ErrorKind::ConnectRefused, "nobody there");
    };
    assert_eq!(share(in_vain), (2, 2), "a timeout is a sample, what was refused is none");
    let whole = |recorder: &Recorder, scope| {
        recorder.record(recorder.intern(scope, NameRef::of("iteration", "browse")), SECOND);
        recorder.record(recorder.intern(scope, NameRef::call("shop", "log_in")), SECOND);
        recorder.record(recorder.intern(scope, NameRef::of("ws_send", "/chat")), SECOND);
    };
    assert_eq!(share(whole), (0, 1), "what is made of actions is none");
}

#[test]
fn the_warm_up_and_other_scenarios_are_left_out() {
    let snapshot = frame(|recorder, scope| {
        recorder.set_phase(RunPhase::WarmUp);
        get(recorder, scope, 9_000);
        recorder.error(scope, ErrorKind::ConnectRefused, "nobody there");
        recorder.set_phase(RunPhase::Steady);
        get(recorder, scope, 1_000);
        get(recorder, recorder.scope(&Scope::of("chat")), 5_000);
        recorder.set_phase(RunPhase::Drain);
        get(recorder, scope, 3_000);
    });
    measures(max_below(1), &snapshot, "5ms");
    measures(below(Measure::Errors, Quantity::percent(1.0)), &snapshot, "0%");
    let rate = below(Measure::Rate(Metric::http("get", "/")), Quantity::per_second(1.0));
    measures(rate, &snapshot, "0.2/s");
    let text = serde_json::to_string(&max_below(1)).unwrap();
    let in_browse = text.replace("\"abort\"", "\"scenario\":\"browse\",\"abort\"");
    measures(serde_json::from_str(&in_browse).unwrap(), &snapshot, "3ms");
}

#[test]
fn what_has_no_data_is_told_with_what_has() {
    let snapshot = frame(|recorder, scope| {
        get(recorder, scope, 1);
        recorder.record(recorder.intern(scope, NameRef::call("", "ping_pong")), SECOND);
        recorder.number(recorder.intern(scope, NameRef::number("items")), 2.5);
        recorder.count(recorder.intern(scope, NameRef::counter("orders")), 42);
        recorder.check(recorder.intern(scope, NameRef::check("logged in")), true);
    });
    let (time, number) = (Quantity::time(SECOND), Quantity::number(1.0));
    let max = |name| Measure::of(Metric::named(name), Statistic::Max);
    for (measure, limit, expected) in [
        (max("got(/)"), time, "nothing was measured as `got(/)`; did you mean `get(/)`?"),
        (max("far off"), time, "nothing was measured as `far off`"),
        (
            Measure::of(Metric::call("shop.ping_pong"), Statistic::Max),
            time,
            "nothing was measured as `call(shop.ping_pong)`; did you mean `call(ping_pong)`?",
        ),
        (
            Measure::Check("loged in".to_owned()),
            Quantity::percent(1.0),
            "nothing was measured as `check(loged in)`; did you mean `check(logged in)`?",
        ),
        (max("items"), time, "`items` is a number: hold it to one, without a unit"),
        (max("get(/)"), number, "`get(/)` is a time: hold it to one, such as `250ms`"),
        (max("orders"), number, "`orders` is a counter, and has `count` and a rate, not `max`"),
    ] {
        has_no_data(below(measure, limit), &snapshot, expected);
    }
    let errors = below(Measure::Errors, Quantity::percent(1.0));
    has_no_data(errors, &Snapshot::default(), "nothing was done");
}

#[test]
fn what_is_dropped_is_a_share_of_what_was_due_after_the_warm_up() {
    let snapshot = frame(|recorder, browse| {
        let buy = recorder.scope(&Scope::of("buy"));
        let count = |scope, number, event| {
            (0..number).for_each(|_| recorder.session(scope, event));
        };
        recorder.set_phase(RunPhase::WarmUp);
        count(buy, 10, SessionEvent::Due);
        count(buy, 10, SessionEvent::Dropped);
        recorder.set_phase(RunPhase::Steady);
        count(buy, 40, SessionEvent::Due);
        count(buy, 1, SessionEvent::Dropped);
        count(browse, 60, SessionEvent::Started);
    });
    let dropped = below(Measure::Dropped, Quantity::percent(5.0));
    measures(dropped.clone(), &snapshot, "2.5%");
    has_no_data(dropped, &Snapshot::default(), "nothing arrived");
}

#[test]
fn a_second_that_has_only_begun_is_no_part_of_a_window() {
    let mut watch = Watch::new(&[max_below(80).over(2 * SECOND)], 1, Duration::ZERO);
    watch.hear(0, 1, &gets(&[1]));
    watch.hear(0, 2, &gets(&[1]));
    watch.hear(0, 2, &gets(&[99]));
    watch.core_ended(0);
    let judged = watch.end(&Snapshot::default(), Duration::from_millis(2_400)).remove(0);
    assert_eq!(judged.windows, Some(Windows { judged: 1, broken: 0, worst_end: 2 }));
}

#[test]
fn a_core_that_has_ended_holds_no_window_up() {
    let mut watch = Watch::new(&[max_below(80).over(2 * SECOND).or_abort()], 2, Duration::ZERO);
    watch.hear(0, 0, &gets(&[99]));
    assert!(watch.core_ended(0).is_empty());
    assert!(watch.hear(1, 1, &gets(&[1])).is_empty());
    assert_eq!(watch.hear(1, 2, &gets(&[1])).len(), 1);
}

#[test]
fn a_run_shorter_than_a_window_has_no_data() {
    let mut watch = Watch::new(&[max_below(80).over(30 * SECOND)], 1, SECOND);
    watch.hear(0, 1, &gets(&[1]));
    let judged = watch.end(&gets(&[1]), 29 * SECOND).remove(0);
    assert_eq!(
        judged.to_string(),
        "the threshold `get(/).max < 80us over 30s` has no data: there was no full window of 30s \
         between the warm-up and the end of the load"
    );
}

#[test]
fn a_broken_window_stops_the_run_once_and_is_told() {
    let threshold = max_below(80).over(2 * SECOND).or_abort();
    let mut watch = Watch::new(std::slice::from_ref(&threshold), 2, Duration::ZERO);
    watch.hear(0, 1, &gets(&[99]));
    assert!(watch.hear(1, 1, &gets(&[1])).is_empty(), "no window is full");
    assert!(watch.hear(0, 2, &gets(&[1])).is_empty(), "the other core has not told of it");
    assert_eq!(watch.hear(1, 2, &gets(&[1])), [threshold]);
    watch.load_over(2 * SECOND);
    assert!(watch.core_ended(0).is_empty() && watch.core_ended(1).is_empty());
    let judged = watch.end(&Snapshot::default(), 2 * SECOND).remove(0);
    assert_eq!(
        judged.to_string(),
        "the threshold `get(/).max < 80us over 2s else abort` was broken in 1 of 1 windows: at \
         worst it was 99us, from second 0 to 2"
    );
}

#[test]
fn the_whole_run_is_judged_every_second_after_the_warm_up_and_stays_broken() {
    let mean = below(of_get(Statistic::Mean), Quantity::time(Duration::from_micros(50))).or_abort();
    let mut watch = Watch::new(std::slice::from_ref(&mean), 1, SECOND);
    let warm_up = frame(|recorder, scope| {
        recorder.set_phase(RunPhase::WarmUp);
        get(recorder, scope, 1_000);
    });
    assert!(watch.hear(0, 1, &warm_up).is_empty());
    assert!(watch.hear(0, 2, &gets(&[40, 40])).is_empty());
    assert_eq!(watch.hear(0, 3, &gets(&[100])), [mean]);
    assert!(watch.hear(0, 4, &gets(&[100])).is_empty(), "it is told once");
    let judged = watch.end(&gets(&[1]), 3 * SECOND).remove(0);
    assert_eq!(
        (judged.outcome, judged.measured.unwrap().to_string()),
        (Outcome::Failed, "60us".to_owned())
    );
}

#[test]
fn what_can_only_get_better_stops_nothing() {
    let above =
        |statistic, limit| Threshold::new(of_get(statistic), Comparison::Above, limit).or_abort();
    let limit = Quantity::time(Duration::from_micros(50));
    let all = [
        above(Statistic::Count, Quantity::number(3.0)),
        above(Statistic::Max, limit),
        below(of_get(Statistic::Min), limit).or_abort(),
    ];
    let mut watch = Watch::new(&all, 1, Duration::ZERO);
    assert!(watch.hear(0, 1, &gets(&[50])).is_empty());
    let broken = below(of_get(Statistic::Count), Quantity::number(1.0)).or_abort();
    let mut watch = Watch::new(std::slice::from_ref(&broken), 1, Duration::ZERO);
    assert_eq!(watch.hear(0, 1, &gets(&[50])), [broken]);
}
