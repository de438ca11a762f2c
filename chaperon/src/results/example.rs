//! A run's results for tests: small, with something of everything, the same each time.

use std::sync::Arc;
use std::time::Duration;

use ::time::macros::datetime;
use serde_json::json;

use crate::error::ErrorKind;
use crate::event::{Ending, Planned, Started};
use crate::metrics::{
    MetricsOptions, NameRef, Phases, Recorder, RunPhase, Sample, Scope, SessionEvent, Traffic,
};
use crate::results::run::RunResults;

/// The results of a run that took 10 s and recorded what `record` does.
pub(crate) fn results_of(record: impl FnOnce(&Recorder)) -> RunResults {
    let recorder = Recorder::new(MetricsOptions::default());
    record(&recorder);
    let mut results = RunResults::begin(&started(), None);
    results.add(&recorder.take());
    results.core_ended(Duration::from_secs(4), Duration::from_micros(300));
    results.end(Ending::Finished, json!({ "browse": { "base_url": "http://localhost:5000" } }));
    results.started = datetime!(2026-11-21 09:30:00 UTC);
    results.ended = datetime!(2026-11-21 09:30:10 UTC);
    results.duration = Duration::from_secs(10);
    results.load = Duration::from_secs(10);
    results.generator.wall = Duration::from_secs(10);
    results
}

fn started() -> Started {
    let entry = |scenario, sessions| Planned { scenario, sessions, duration: None };
    Started {
        load_test: Arc::from("Shop"),
        cores: 1,
        seed: 7,
        duration: None,
        entries: vec![entry("browse".into(), Some(20)), entry("chat".into(), Some(3))],
    }
}

/// Something of everything.
pub(crate) fn everything() -> RunResults {
    results_of(|recorder| {
        browse(recorder);
        chat(recorder);
        recorder.traffic(Traffic { bytes_in: 1_234_567, bytes_out: 45_678, connections: 23 });
    })
}

fn browse(recorder: &Recorder) {
    let scope = recorder.scope(&Scope::of("browse"));
    recorder.set_phase(RunPhase::WarmUp);
    recorder.record(recorder.intern_http(scope, "get", "/"), Duration::from_secs(2));
    recorder.set_phase(RunPhase::Steady);
    for i in 1..=100_u64 {
        let (took, wait) =
            (Duration::from_micros(900 + i * 10), Duration::from_micros(700 + i * 10));
        let phases = Phases {
            send: Some(Duration::from_micros(4)),
            wait: Some(wait),
            receive: Some(took.saturating_sub(wait)),
            ..Phases::default()
        };
        let sample = Sample::new(took).phases(&phases);
        recorder.record_sample(recorder.intern_http(scope, "get", "/"), &sample);
        if i % 20 == 0 {
            let error = recorder.intern(scope, NameRef::http_error(503, "get", "/"));
            recorder.record_sample(error, &sample);
        }
        let late = Sample::new(took * 4).late_by(Some(Duration::from_millis(1)));
        recorder.record_sample(recorder.intern_http(scope, "post", "/cart/{id}"), &late);
        recorder.check(recorder.intern(scope, NameRef::check("logged in")), i % 50 != 0);
    }
    recorder
        .record(recorder.intern(scope, NameRef::call("shop", "log_in")), Duration::from_secs(1));
    recorder.number(recorder.intern(scope, NameRef::number("items")), 2.5);
    recorder.count(recorder.intern(scope, NameRef::counter("orders")), 42);
    recorder.gauge(recorder.intern(scope, NameRef::gauge("queue")), 7.25);
    recorder.error(scope, ErrorKind::ConnectRefused, "nothing listens at 127.0.0.1:5000");
    for _ in 0..20 {
        recorder.session(scope, SessionEvent::Started);
    }
    for _ in 0..19 {
        recorder.session(scope, SessionEvent::Finished);
    }
    recorder.session(scope, SessionEvent::Failed);
}

fn chat(recorder: &Recorder) {
    for name in ["p1", "p2"] {
        let scope = recorder.scope(&Scope::of("chat").of_session(name));
        recorder.session(scope, SessionEvent::Started);
        recorder.session(scope, SessionEvent::Finished);
        let grouped = recorder.scope(&Scope::of("chat").of_session(name).in_group("hello"));
        for scope in [scope, grouped] {
            let send = recorder.intern(scope, NameRef::of("ws_send", "/chat, \"main\""));
            recorder.record(send, Duration::from_micros(12));
        }
    }
    let scope = recorder.scope(&Scope::of("chat"));
    recorder.session(scope, SessionEvent::Started);
    recorder.session(scope, SessionEvent::Finished);
    recorder.record(recorder.intern_http(scope, "get", "/"), Duration::from_micros(500));
}
