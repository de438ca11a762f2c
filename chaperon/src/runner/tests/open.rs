//! Open loads: sessions that arrive, however long those before them take.

use super::clock::{Ran, Run, stalls, works};
use crate::load_test::{Entry, Load, Stages};
use crate::metrics::{NameOf, Value, View};
use crate::plan::Arrivals;
use crate::time::{Rate, millis};

fn at(rates: Stages<Rate>, poisson: bool) -> Entry {
    Entry::new::<works>().load(Load::At { rates, poisson })
}

fn steady(rate: u64, length: u64) -> Stages<Rate> {
    Stages::of(Rate::per_second(rate), millis(length))
}

async fn on_cores(cores: u64, entry: Entry) -> Ran {
    Run { cores, ..Run::default() }.of(vec![entry]).await
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn at_a_rate_sessions_start_at_their_moments() {
    for cores in [1, 2, 3] {
        let ran = on_cores(cores, at(steady(10, 1_000), false)).await;
        let moments: Vec<u128> = (0..10).map(|number| number * 100).collect();
        assert_eq!(ran.starts(), moments);
        let sessions = ran.sessions();
        assert_eq!((sessions.due, sessions.started, sessions.dropped), (10, 10, 0));
    }
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn in_stages_sessions_start_where_the_area_says() {
    let rate = Rate::per_second(20);
    let ramp = Stages::from(Rate::ZERO).to(rate, millis(1_000)).hold(millis(500));
    let ramp = ramp.to(Rate::ZERO, millis(1_000));
    for cores in [1, 2] {
        let ran = on_cores(cores, at(ramp.clone(), false)).await;
        // The runtime's timer rounds up to milliseconds.
        let due = Arrivals::new(ramp.clone(), None).map(|due| due.as_nanos().div_ceil(1_000_000));
        assert_eq!(ran.starts(), due.collect::<Vec<_>>());
        assert_eq!(ran.starts().len(), 30);
    }
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn at_random_sessions_start_where_the_seed_says() {
    let mut moments = Vec::new();
    for (seed, cores) in [(7, 1), (7, 2), (8, 1)] {
        let run = Run { seed, cores, ..Run::default() };
        let ran = run.of(vec![at(steady(20, 2_000), true)]).await;
        assert_eq!(ran.sessions().started, ran.sessions().due);
        moments.push(ran.starts());
    }
    assert_eq!(moments[0], moments[1], "on any number of cores");
    assert_ne!(moments[0], moments[2]);
    let gaps: Vec<u128> = moments[0].windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(gaps.iter().any(|gap| *gap < 25) && gaps.iter().any(|gap| *gap > 75), "{gaps:?}");
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn without_room_arrivals_are_dropped_and_those_after_them_start_in_time() {
    let run = Run { room: 1, ..Run::default() };
    let ran = run.of(vec![at(steady(10, 1_000), false)]).await;
    // Each takes 250 ms.
    assert_eq!(ran.starts(), [0, 300, 600, 900]);
    let sessions = ran.sessions();
    assert_eq!((sessions.due, sessions.started, sessions.dropped), (10, 4, 6));
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn models_mix_and_each_keeps_its_own_time() {
    let entries = || {
        vec![
            Entry::new::<works>().named("once").count(2),
            Entry::new::<works>().named("times").load(Load::Times(3)),
            at(steady(5, 600), false).named("at").after(millis(100)),
            Entry::new::<works>().named("for").load(Load::For(millis(400))).after(millis(50)),
        ]
    };
    for cores in [1, 2] {
        let ran = Run { cores, ..Run::default() }.of(entries()).await;
        assert_eq!(ran.starts_of("once"), [0, 0]);
        assert_eq!(ran.starts_of("times"), [0, 250, 500]);
        assert_eq!(ran.starts_of("at"), [100, 300, 500]);
        assert_eq!(ran.starts_of("for"), [50, 300]);
    }
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn a_generator_that_stood_still_says_so_and_makes_up_for_it_without_a_burst() {
    let pause = Entry::new::<stalls>().after(millis(1_000));
    let ran = Run::default().of(vec![at(steady(100, 6_000), false), pause]).await;
    assert_eq!((ran.starts().len(), ran.sessions().dropped), (600, 0));
    let in_second = |second| ran.starts().iter().filter(|at| **at / 1_000 == second).count();
    let seconds: Vec<_> = (0..7).map(in_second).collect();
    assert!(seconds.iter().all(|started| *started <= 202), "{seconds:?}");
    assert!(seconds[1] + seconds[2] < 10 && seconds[3] > 190, "{seconds:?}");
    let metrics = ran.snapshot.metrics(View::All);
    let lag = metrics.iter().find(|(key, _)| key.name.by_ref() == NameOf::Time("start_lag"));
    let Some((_, Value::Time(lag))) = lag else { panic!("no lag") };
    // Half of those that were due meanwhile, and in the two seconds after it, were late.
    assert!(lag.response.percentile(50.0) > 300_000, "{lag:?}");
    assert!(lag.response.max() > 1_900_000, "{lag:?}");
}

#[tokio::test(flavor = "local", start_paused = true)]
async fn samples_say_whether_the_load_was_rising() {
    let phases = async |rates| {
        let ran = on_cores(1, at(rates, false)).await;
        let saved = serde_json::to_string(&ran.snapshot).unwrap();
        ["ramp", "steady"].map(|phase| saved.contains(&format!("\"{phase}\"")))
    };
    let rises =
        Stages::from(Rate::ZERO).to(Rate::per_second(20), millis(2_000)).hold(millis(2_000));
    assert_eq!(phases(rises).await, [true, true]);
    assert_eq!(phases(steady(20, 2_000)).await, [false, true]);
}
