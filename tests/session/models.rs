//! Load models: how many sessions there are, when they start, and what is measured of them.

use std::cell::RefCell;
use std::sync::atomic::{AtomicBool, Ordering};

use chaperon::metrics::Value;
use chaperon::prelude::*;
use chaperon::{Definition, Entry, Load, LoadTest, Rate, RunError, RunOptions, Stage, Stages};

use super::in_process::{run, run_with};
use super::recording::Recording;

/// Answers at once.
#[scenario]
async fn quick(session: &mut Session) -> Result {
    session.get("/").await?;
    Ok(())
}

/// Takes a while.
#[scenario]
async fn slow(session: &mut Session) -> Result {
    session.get("/").await?;
    session.delay(millis(100)).await
}

macro_rules! load_tests {
    ($($name:ident: $definition:expr;)*) => {$(
        struct $name;

        impl LoadTest for $name {
            const NAME: &'static str = stringify!($name);

            fn define() -> Definition {
                $definition
            }
        }
    )*};
}

fn at(rates: Stages<Rate>) -> Load {
    Load::At { rates, poisson: false }
}

load_tests! {
    Even: Definition::new()
        .entry(Entry::new::<quick>().load(at(Stages::of(Rate::per_second(1000), millis(300)))));
    Ramp: Definition::new().entry(Entry::new::<quick>().load(at(
        Stages::from(Rate::ZERO)
            .to(Rate::per_second(1000), millis(200))
            .hold(millis(100))
            .to(Rate::ZERO, millis(200)),
    )));
    Random: Definition::new().entry(Entry::new::<quick>().load(Load::At {
        rates: Stages::of(Rate::per_second(1000), millis(200)),
        poisson: true,
    }));
    Crowded: Definition::new()
        .entry(Entry::new::<slow>().load(at(Stages::of(Rate::per_second(100), millis(200)))));
    Later: Definition::new()
        .entry(Entry::new::<quick>().count(3).after(millis(100)))
        .entry(Entry::new::<slow>().load(at(Stages::of(Rate::per_second(50), millis(100)))).after(millis(50)));
    Paced: Definition::new()
        .entry(Entry::new::<quick>().count(2).load(Load::For(millis(200))).every(millis(50)));
    Counted: Definition::new()
        .entry(Entry::new::<quick>().count(2).load(Load::Times(6)).every(millis(10)));
    Staged: Definition::new().entry(Entry::new::<slow>().load(Load::With(
        Stages::from(0).to(4, millis(200)).hold(millis(100)).to(0, millis(200)),
    )));
    Stalled: Definition::new()
        .entry(Entry::new::<stalls>().load(at(Stages::of(Rate::per_second(1000), millis(100)))));
    Wrong: Definition::new().entry(ENTRY.take().unwrap());
    Mixed: Definition::new()
        .entry(Entry::new::<quick>().count(2))
        .entry(Entry::new::<slow>().count(2).load(Load::Times(4)))
        .entry(Entry::new::<quick>().named("often").load(at(Stages::of(Rate::per_second(100), millis(100)))));
}

#[tokio::test]
async fn as_many_sessions_arrive_as_the_rate_says_over_whatever_number_of_cores() {
    for cores in [1, 2] {
        let server = Recording::plain();
        let ran = run_with::<Even>(&server.url(), |options| options.cores = Some(cores)).await;
        assert_eq!(server.lines().len(), 300);
        assert_eq!(ran.count("start_lag"), 300);
        let sessions = ran.sessions("quick");
        assert_eq!((sessions.due, sessions.started, sessions.dropped), (300, 300, 0));
    }
}

#[tokio::test]
async fn a_ramp_holds_as_many_arrivals_as_its_area() {
    let server = Recording::plain();
    let ran = run::<Ramp>(&server.url()).await;
    assert_eq!((server.lines().len(), ran.count("get(/)")), (300, 300));
}

#[tokio::test]
async fn random_arrivals_are_those_of_the_seed() {
    let mut counts = Vec::new();
    for (seed, cores) in [(1, 1), (1, 2), (2, 1)] {
        let server = Recording::plain();
        let ran = run_with::<Random>(&server.url(), |options| {
            (options.seed, options.cores) = (Some(seed), Some(cores));
        })
        .await;
        assert_eq!(ran.count("get(/)"), server.lines().len() as u64);
        // A busy machine may be too late for the last of them, but not for their plan.
        counts.push(ran.sessions("quick").due);
    }
    assert_eq!(counts[0], counts[1]);
    assert_ne!(counts[0], counts[2]);
}

#[tokio::test]
async fn arrivals_that_find_no_room_are_dropped_and_make_the_run_invalid() {
    let server = Recording::plain();
    let ran = run_with::<Crowded>(&server.url(), |options| {
        options.config.set_text("max_sessions=2").unwrap();
    })
    .await;
    let sessions = ran.sessions("slow");
    assert_eq!(sessions.due, 20);
    assert_eq!(sessions.started + sessions.dropped, 20);
    assert_eq!(sessions.started, server.lines().len() as u64);
    assert!(sessions.dropped >= 10, "{sessions:?}");
    let invalid = &ran.0.verdict().invalid;
    assert!(invalid.iter().any(|reason| reason.to_string().contains("found no room")));
}

#[tokio::test]
async fn idle_slots_are_taken_again_with_their_connections() {
    let server = Recording::plain();
    run::<Ramp>(&server.url()).await;
    let connections = server.seen().iter().map(|seen| seen.connection).max().unwrap() + 1;
    assert!(connections < 300, "{connections} for 300 sessions");
}

#[tokio::test]
async fn what_comes_later_starts_later() {
    let server = Recording::plain();
    let ran = run::<Later>(&server.url()).await;
    assert_eq!((ran.sessions("quick").finished, ran.sessions("slow").finished), (3, 5));
    assert!(ran.0.duration() >= millis(150));
}

#[tokio::test]
async fn a_paced_slot_starts_a_session_each_period_and_no_more() {
    let server = Recording::plain();
    let ran = run::<Paced>(&server.url()).await;
    let sessions = ran.sessions("quick").started;
    assert!((2..=8).contains(&sessions), "{sessions} in 4 periods of 2 slots");
    let ran = run::<Counted>(&server.url()).await;
    assert_eq!(ran.sessions("quick").started, 6);
    assert!(ran.0.duration() >= millis(20));
}

#[tokio::test]
async fn stages_open_and_close_slots() {
    let server = Recording::plain();
    let ran = run::<Staged>(&server.url()).await;
    let sessions = ran.sessions("slow");
    assert_eq!(sessions.started, sessions.finished);
    // The slots are open for 500, 400, 300 and 200 ms: each session takes 100 ms, or more.
    assert!((4..=14).contains(&sessions.started), "{sessions:?}");
    assert_eq!(ran.count("get(/)"), server.lines().len() as u64);
}

#[tokio::test]
async fn models_mix_in_one_load_test() {
    let server = Recording::plain();
    let ran = run::<Mixed>(&server.url()).await;
    assert_eq!((ran.sessions("quick").finished, ran.sessions("slow").finished), (12, 4));
    assert_eq!(ran.count_of("often", "get(/)"), 10);
    assert_eq!(server.lines().len(), 16);
}

static STALLED: AtomicBool = AtomicBool::new(false);

/// The first of these keeps the core, so that those that are due meanwhile start late.
#[scenario]
async fn stalls(session: &mut Session) -> Result {
    if !STALLED.swap(true, Ordering::Relaxed) {
        std::thread::sleep(millis(60));
    }
    session.get("/").await?;
    Ok(())
}

#[tokio::test]
async fn a_late_start_counts_in_the_response_time_and_makes_the_run_invalid() {
    let ran = run::<Stalled>(&Recording::plain().url()).await;
    assert_eq!(ran.count("get(/)"), 100, "all are started, however late");
    let Value::Time(lag) = ran.value("start_lag") else { panic!() };
    assert!(lag.response.max() >= 50_000, "{lag:?}");
    let Value::Time(times) = ran.value("get(/)") else { panic!() };
    let service = times.service.as_ref().expect("service time apart");
    assert!(times.response.max() >= 50_000, "{times:?}");
    assert!(service.sum() < times.response.sum());
    let invalid = ran.0.verdict().invalid;
    assert!(invalid.iter().any(|reason| reason.to_string().contains("late")), "{invalid:?}");
}

#[tokio::test]
async fn what_cannot_be_is_said_before_anything_is_sent() {
    for (definition, said) in [
        (entry(at(Stages::of(Rate::ZERO, seconds(1)))), "nothing ever arrives"),
        (entry(at(Stages::of(Rate::per_second(1), Duration::ZERO))), "`1/s for 0s` takes no time"),
        (entry(Load::With(Stages::of(0, seconds(1)))), "`with` opens no slot"),
        (entry(Load::With(apart())), "`9 for 1s` starts at 9, and the one before it ended at 5"),
        (entry(at(Stages::of(Rate::per_second(1), seconds(1)))).count(2), "leave the count out"),
        (entry(Load::Once).every(seconds(1)), "`every` needs `for`, `times` or `with`"),
        (entry(Load::For(seconds(1))).every(Duration::ZERO), "`every` takes a time"),
    ] {
        let error = refused(definition).await;
        assert!(error.contains(said), "{error}");
    }
}

fn entry(load: Load) -> Entry {
    Entry::new::<quick>().load(load)
}

/// Stages that do not join.
fn apart() -> Stages<u64> {
    let stage = |level| Stage { from: level, to: level, length: seconds(1) };
    Stages::new([stage(5), stage(9)])
}

thread_local! {
    static ENTRY: RefCell<Option<Entry>> = const { RefCell::new(None) };
}

/// What keeps a load test of this entry from running.
async fn refused(entry: Entry) -> String {
    ENTRY.set(Some(entry));
    let ran = chaperon::run::<Wrong>(RunOptions::default()).await;
    match ran {
        Err(error @ RunError::Config { .. }) => error.to_string(),
        other => panic!("{other:?}"),
    }
}
