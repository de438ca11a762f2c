//! Runs on real cores, steered from outside.

use std::time::Duration;

use chaperon_macros::scenario;
use tokio::sync::mpsc;

use super::{Order, RunOptions, conduct, prepare};
use crate::error::Result;
use crate::event::{Event, Steering};
use crate::load_test::{Definition, Entry, Load, Stages};
use crate::results::{Invalid, RunResults};
use crate::session::Session;
use crate::time::Rate;

#[scenario]
async fn nothing(_session: &mut Session) -> Result {
    Ok(())
}

/// A run of 100 arrivals in half a second on two cores, which is told these orders when it begins.
async fn run(orders: &[(u64, Steering)]) -> RunResults {
    let rates = Stages::of(Rate::per_second(200), Duration::from_millis(500));
    let entry = Entry::new::<nothing>().load(Load::At { rates, poisson: false });
    let definition = Definition::new().entry(entry);
    let options = RunOptions { cores: Some(2), ..RunOptions::default() };
    let prepared = prepare("Steered", &definition, &options).unwrap();
    let (sender, receiver) = mpsc::unbounded_channel();
    let orders = orders.to_vec();
    let mut begun = false;
    let mut listener = |event: &Event| {
        if matches!(event, Event::Began { .. }) && !std::mem::replace(&mut begun, true) {
            let (sender, orders) = (sender.clone(), orders.clone());
            tokio::spawn(async move {
                for (millis, steering) in orders {
                    tokio::time::sleep(Duration::from_millis(millis)).await;
                    sender.send(Order::Steer(steering)).unwrap();
                }
            });
        }
    };
    conduct(prepared, &options, &mut listener, receiver).await.unwrap()
}

#[tokio::test]
async fn a_pause_lengthens_the_run_and_is_no_reason_to_doubt_it() {
    let paused = |paused| Steering { paused, ..Steering::default() };
    let results = run(&[(100, paused(true)), (600, paused(false))]).await;
    let (_, counts) = results.sessions().next().unwrap();
    assert_eq!((counts.due, counts.started, counts.dropped), (100, 100, 0));
    let invalid = results.verdict().invalid;
    let started = |it: &Invalid| !matches!(it, Invalid::TooFewStarted { .. });
    assert!(invalid.iter().all(started), "{invalid:?}");
    assert!(results.duration() > Duration::from_millis(700), "{:?}", results.duration());
    let warnings = results.warnings();
    assert!(warnings.iter().any(|line| line.starts_with("paused from ")), "{warnings:?}");
}

#[tokio::test]
async fn another_rate_is_what_is_due_and_is_told() {
    let rates = [(Entry::new::<nothing>().title(), Rate::ZERO)];
    let results = run(&[(100, Steering { paused: false, rates: rates.into() })]).await;
    let (_, counts) = results.sessions().next().unwrap();
    assert!(counts.due < 100 && counts.due == counts.started, "{counts:?}");
    let warnings = results.warnings();
    assert!(warnings.iter().any(|line| line.contains("as planned -> 0/s at ")), "{warnings:?}");
}
