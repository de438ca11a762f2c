//! A run with one of every metric, against texts that were written by hand: `run.csv`, `run.json`.

use std::time::Duration;

use crate::error::ErrorKind;
use crate::export::{Csv, ExportOptions, Exporter, Json};
use crate::metrics::{
    NameOf, NameRef, Phases, Recorder, RunPhase, Sample, Scope, ScopeId, Traffic, Unit,
};
use crate::results::RunResults;
use crate::results::example::results_of;

const fn micros(micros: u64) -> Duration {
    Duration::from_micros(micros)
}

fn one_of_every_metric() -> RunResults {
    results_of(|recorder| {
        recorder.set_phase(RunPhase::Steady);
        let shop = recorder.scope(&Scope::of("shop"));
        requests(recorder, shop);
        times(recorder, shop);
        numbers(recorder, shop);
        recorder.error(shop, ErrorKind::ConnectRefused, "nothing listens");
        recorder.traffic(Traffic { bytes_in: 300, bytes_out: 200, connections: 1 });
    })
}

fn requests(recorder: &Recorder, shop: ScopeId) {
    let phases = Phases {
        send: Some(micros(100)),
        wait: Some(micros(1000)),
        receive: Some(micros(400)),
        ..Phases::default()
    };
    let sample = Sample::new(micros(1500)).phases(&phases);
    recorder.record_sample(recorder.intern_http(shop, "get", "/"), &sample);
    let late = Sample::new(micros(1200)).late_by(Some(micros(500)));
    recorder.record_sample(recorder.intern_http(shop, "post", "/cart"), &late);
    recorder.record(recorder.intern(shop, NameRef::http_error(500, "get", "/path")), micros(700));
}

fn times(recorder: &Recorder, shop: ScopeId) {
    for (name, took) in [
        (NameRef::call("module", "function"), 1900),
        (NameRef::call_named("log_in"), 40),
        (NameRef::custom("think"), 250),
        (NameOf::Overflow(Unit::Time), 90),
    ] {
        recorder.record(recorder.intern(shop, name), micros(took));
    }
    for (session, took) in [("p1", 12), ("p2", 14)] {
        let scope = recorder.scope(&Scope::of("shop").of_session(session));
        recorder.record(recorder.intern(scope, NameRef::of("ws_send", "/chat")), micros(took));
    }
}

fn numbers(recorder: &Recorder, shop: ScopeId) {
    recorder.number(recorder.intern(shop, NameRef::number("items")), 2.5);
    recorder.count(recorder.intern(shop, NameRef::counter("orders")), 42);
    for level in [7.25, 3.0] {
        recorder.gauge(recorder.intern(shop, NameRef::gauge("queue")), level);
    }
    for passed in [true, false] {
        recorder.check(recorder.intern(shop, NameRef::check("logged in")), passed);
    }
}

#[test]
fn csv_is_as_it_was_written_by_hand() {
    let text = Csv::default().encode(&one_of_every_metric(), &ExportOptions::default()).unwrap();
    let text = String::from_utf8(text).unwrap();
    for (line, expected) in text.lines().zip(include_str!("run.csv").lines()) {
        assert_eq!(line, expected);
    }
    assert_eq!(text, include_str!("run.csv"));
}

#[test]
fn json_is_as_it_was_written_by_hand() {
    let text = Json.encode(&one_of_every_metric(), &ExportOptions::default()).unwrap();
    let objects: Vec<serde_json::Value> = serde_json::from_slice(&text).unwrap();
    let expected: Vec<serde_json::Value> = serde_json::from_str(include_str!("run.json")).unwrap();
    for (object, expected) in objects.iter().zip(&expected) {
        assert_eq!(object, expected);
    }
    assert_eq!(objects.len(), expected.len());
}
