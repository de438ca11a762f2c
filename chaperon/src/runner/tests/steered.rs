//! Runs that are paused, and whose rates are changed, while they go on.

use std::time::Duration;

use super::clock::{Ran, Run, works};
use crate::event::Steering;
use crate::load_test::{Entry, Load, Stages};
use crate::metrics::{NameOf, View};
use crate::time::{Rate, millis};

fn at(rate: u64, length: u64) -> Entry {
    let rates = Stages::of(Rate::per_second(rate), millis(length));
    Entry::new::<works>().load(Load::At { rates, poisson: false })
}

/// Paused from a millisecond to another.
fn pause(from: u64, to: u64) -> Vec<(Duration, Steering)> {
    let paused = |paused| Steering { paused, ..Steering::default() };
    vec![(millis(from), paused(true)), (millis(to), paused(false))]
}

fn rate(rate: u64) -> Steering {
    let rates = [(Entry::new::<works>().title(), Rate::per_second(rate))];
    Steering { paused: false, rates: rates.into() }
}

async fn run(cores: u64, entry: Entry, steered: Vec<(Duration, Steering)>) -> Ran {
    Run { cores, steered, ..Run::default() }.of(vec![entry]).await
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn a_paused_run_goes_on_where_it_was_without_a_burst() {
    for cores in [1, 2, 3] {
        let ran = run(cores, at(10, 1_000), pause(250, 5_130)).await;
        // What was due at 300 ms is due 50 ms after the end of the pause.
        let mut moments: Vec<u128> = vec![0, 100, 200];
        moments.extend((0..7).map(|number| 5_180 + number * 100));
        assert_eq!(ran.starts(), moments);
        let sessions = ran.sessions();
        assert_eq!((sessions.due, sessions.started, sessions.dropped), (10, 10, 0));
        let lag = ran
            .snapshot
            .metrics_where(View::All, |key| key.name.by_ref() == NameOf::Time("start_lag"));
        assert!(lag[0].1.distribution().unwrap().max() < 2_000, "nothing is late");
    }
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn a_run_may_be_paused_often_and_before_it_begins() {
    let mut steered = pause(0, 1_000);
    steered.extend(pause(1_150, 2_000));
    steered.extend(pause(2_010, 3_000));
    // At 0 ms the first session starts before anybody can pause the run.
    let ran = run(1, at(10, 500).after(millis(50)), steered).await;
    assert_eq!(ran.starts(), [1_050, 1_150, 3_090, 3_190, 3_290]);
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn no_session_follows_another_while_paused_and_the_time_lasts_longer() {
    for cores in [1, 2] {
        let entry = Entry::new::<works>().count(2).load(Load::For(millis(1_000)));
        let ran = run(cores, entry, pause(600, 2_600)).await;
        // What began at 500 ms goes on to its end.
        assert_eq!(ran.starts(), [0, 0, 250, 250, 500, 500, 2_600, 2_600, 2_850, 2_850]);
        assert_eq!(ran.sessions().finished, 10);
    }
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn every_closed_model_stands_still_while_paused() {
    for (load, every, expected) in [
        (Load::Times(4), None, vec![0, 250, 500, 2_500]),
        (Load::For(millis(1_000)), Some(400), vec![0, 400, 2_560]),
        (Load::With(Stages::of(1, millis(800))), None, vec![0, 250, 500, 2_500]),
    ] {
        let entry = Entry::new::<works>().load(load);
        let entry = every.map(millis).into_iter().fold(entry, Entry::every);
        assert_eq!(run(1, entry, pause(740, 2_500)).await.starts(), expected);
    }
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn another_rate_goes_for_the_rest_of_the_time_and_is_what_is_planned() {
    for cores in [1, 2, 3] {
        let steered = vec![(millis(950), rate(20))];
        let ran = run(cores, at(10, 2_000), steered).await;
        let mut moments: Vec<u128> = (0..10).map(|number| number * 100).collect();
        // Half of an arrival has gone by since 900 ms, and the other half takes half as long.
        moments.extend((0..21).map(|number| 975 + number * 50));
        assert_eq!(ran.starts(), moments);
        let sessions = ran.sessions();
        assert_eq!((sessions.due, sessions.started, sessions.dropped), (31, 31, 0));
    }
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn a_rate_of_zero_can_be_raised_again_and_the_plan_taken_up() {
    let steered = vec![
        (millis(150), rate(0)),
        (millis(1_000), rate(4)),
        (millis(1_500), Steering::default()),
    ];
    let ran = run(1, at(10, 2_000), steered).await;
    // Half of an arrival goes by before the first change, half before 1,125 ms at a rate of 4.
    assert_eq!(ran.starts(), [0, 100, 1_125, 1_375, 1_550, 1_650, 1_750, 1_850, 1_950]);
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn a_rate_that_is_changed_while_paused_goes_from_the_end_of_the_pause() {
    let mut steered = pause(150, 1_000);
    steered[1].1 = rate(20);
    let ran = run(2, at(10, 400), steered).await;
    assert_eq!(ran.starts(), [0, 100, 1_025, 1_075, 1_125, 1_175, 1_225]);
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn a_closed_load_has_no_rate() {
    let entry = Entry::new::<works>().load(Load::Times(3));
    let ran = run(1, entry, vec![(millis(100), rate(50))]).await;
    assert_eq!(ran.starts(), [0, 250, 500]);
}
