//! Which figure a threshold is about, and what is said when there is none.

use super::super::tally::{Share, Tally};
use super::super::{Judged, Outcome};
use super::recorded::{SECOND, below, frame, get, max_below, of_get};
use crate::error::ErrorKind;
use crate::load_test::threshold::{Measure, Metric, Quantity, Statistic, Threshold};
use crate::metrics::{NameRef, Recorder, RunPhase, Sample, Scope, ScopeId, SessionEvent, Snapshot};

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
