//! Runs that are asked for, steered and cancelled, and what is told of them.

use std::thread;
use std::time::Duration;

use rustix::process::Signal;

use super::serving::Serving;
use crate::results_file::{Row, count};
use crate::until::until;

#[test]
fn a_run_that_is_asked_for_is_run_and_its_report_is_what_the_target_served() {
    let serving = Serving::start();
    let id = serving.schedule(&["Visiting"]).remove(0);
    let told = serving.until_reported(&id);
    assert_eq!((&told["state"], &told["name"]), (&"done".into(), &"Visiting".into()), "{told}");
    assert_eq!(serving.visits(), 1);
    let report = serving.get(&format!("/load_tests/{id}/report"));
    assert_eq!((&report["version"], &report["load_test"]), (&1.into(), &"Visiting".into()));
    let csv = serving.ask(&format!("GET /load_tests/{id}/report?format=csv"), &[], "").body;
    assert_eq!(count(&Row::all_of_csv(&csv), "get(/)"), 1);
    let json = serving.get(&format!("/load_tests/{id}/report?format=json"));
    assert_eq!(count(&Row::all_of_json(&json.to_string()), "get(/)"), 1);
    let metrics = serving.get(&format!("/load_tests/{id}/metrics"));
    assert_eq!(count(&Row::all_of_json(&metrics["metrics"].to_string()), "get(/)"), 1);
    let listed = serving.get("/load_tests");
    assert_eq!(listed, serde_json::json!({ "running": [], "scheduled": [] }));
}

/// Whether nothing came for a while.
fn rests(serving: &Serving) -> bool {
    let before = serving.visits();
    thread::sleep(Duration::from_millis(300));
    serving.visits() == before
}

#[test]
fn a_run_is_paused_resumed_given_another_rate_and_cancelled() {
    let mut serving = Serving::start();
    let id = serving.schedule(&["Arriving"]).remove(0);
    let run = format!("/load_tests/{id}");
    until(|| serving.visits() > 10);
    serving.accepts(&format!("POST {run}/pause"), "");
    until(|| rests(&serving));
    serving.accepts(&format!("PUT {run}/rate"), r#"{"scenario": "visit", "rate": "200/s"}"#);
    serving.accepts(&format!("POST {run}/resume"), "");
    let paused = serving.visits();
    until(|| serving.visits() > paused + 50);
    let told = serving.get(&run);
    assert_eq!((&told["paused"], &told["rates"]["visit"]), (&false.into(), &200.0.into()));
    let measured = || {
        let metrics = serving.get(&format!("{run}/metrics"));
        let rows = Row::all_of_json(&metrics["metrics"].to_string());
        rows.iter().any(|row| row.name == "get(/)")
    };
    until(measured);
    serving.accepts(&format!("DELETE {run}"), "");
    let told = serving.until_reported(&id);
    assert_eq!(told["state"], "cancelled", "{told}");
    let csv = serving.ask(&format!("GET {run}/report?format=csv"), &[], "").body;
    assert_eq!(count(&Row::all_of_csv(&csv), "get(/)"), serving.visits());
    let answer = serving.ask(&format!("POST {run}/pause"), &[], "");
    assert_eq!(answer.status, 409, "{answer:?}");
    serving.node.signal(Signal::TERM);
    assert_eq!(serving.node.ended(), Some(0));
}

#[test]
fn a_signal_ends_it_and_what_was_measured_is_reported() {
    let mut serving = Serving::start();
    let id = serving.schedule(&["Arriving"]).remove(0);
    until(|| serving.visits() > 10);
    serving.node.signal(Signal::TERM);
    assert_eq!(serving.node.ended(), Some(143), "{}", serving.node.said());
    serving.again();
    assert!(!serving.get(&format!("/load_tests/{id}"))["outcome"].is_null());
    let csv = serving.ask(&format!("GET /load_tests/{id}/report?format=csv"), &[], "").body;
    assert_eq!(count(&Row::all_of_csv(&csv), "get(/)"), serving.visits());
}
