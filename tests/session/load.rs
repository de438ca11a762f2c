//! How many sessions run, for how long, on how many cores, and under which names.

use chaperon::metrics::MetricFilter;
use chaperon::prelude::*;

use super::in_process::{Ran, run, run_with};
use super::recording::{Recording, answer};

#[scenario]
async fn visit(session: &mut Session) -> Result {
    session.get("/").await?;
    session.add_metric("mine", 1);
    Ok(())
}

const USERS: u32 = 3;

load_test! {
    Counts {
        scenarios: [
            visit as "alone",
            USERS * visit as "constant",
            (USERS as u64 + 1) * visit as "expression",
        ],
    }
}

#[tokio::test]
async fn each_slot_runs_one_session_and_named_ones_are_measured_apart() {
    let server = Recording::plain();
    let ran = run::<Counts>(&server.url()).await;
    assert_eq!(server.seen().len(), 8);
    for (name, count) in [("alone", 1), ("constant", 3), ("expression", 4)] {
        assert_eq!(ran.count_of(name, "get(/)"), count, "{name}");
    }
    assert_eq!((ran.sessions("visit").started, ran.sessions("visit").finished), (8, 8));
    let iteration = ran.names().into_iter().find(|name| name.starts_with("iteration(")).unwrap();
    assert_eq!(ran.count(&iteration), 8);
}

#[tokio::test]
async fn counts_are_scaled_and_an_entry_never_scales_to_nothing() {
    for (scale, sessions) in [(2.0, 16), (0.1, 3)] {
        let server = Recording::plain();
        let ran = run_with::<Counts>(&server.url(), |options| options.scale = Some(scale)).await;
        assert_eq!(ran.sessions("visit").finished, sessions, "x {scale}");
        assert_eq!(server.seen().len() as u64, sessions);
    }
}

#[tokio::test]
async fn each_session_can_have_rows_of_its_own() {
    let server = Recording::plain();
    let ran = run_with::<Counts>(&server.url(), |options| options.per_session = true).await;
    let names: Vec<String> = ran.names().into_iter().filter(|name| name == "get(/)").collect();
    assert_eq!(names.len(), 8, "{:?}", ran.names());
    assert_eq!(ran.count("get(/)"), 8);
}

#[tokio::test]
async fn a_filter_decides_what_is_recorded() {
    let server = Recording::plain();
    let ran = run_with::<Counts>(&server.url(), |options| {
        options.metrics = MetricFilter::types(["get"]);
    })
    .await;
    assert_eq!((ran.count("get(/)"), ran.count("mine")), (8, 0));
    assert!(ran.names().iter().all(|name| name.starts_with("get")), "{:?}", ran.names());
}

load_test! {
    Times { scenarios: [3 * visit times 100] }
}

#[tokio::test]
async fn times_is_exact_on_any_number_of_cores() {
    for cores in [1, 2, 5] {
        let server = Recording::plain();
        let ran = run_with::<Times>(&server.url(), |options| options.cores = Some(cores)).await;
        assert_eq!(server.seen().len(), 100, "{cores} cores");
        assert_eq!((ran.sessions("visit").finished, ran.count("get(/)")), (100, 100));
        let connections = server.seen().into_iter().map(|seen| seen.connection).max();
        assert_eq!(connections, Some(2), "a slot keeps its connection");
    }
}

#[scenario]
async fn fails_every_second(session: &mut Session) -> Result {
    let answer = session.get("/").await?;
    if answer.text() == "bad" { session.abort("bad") } else { Ok(()) }
}

load_test! {
    Failing {
        default_config: { error_pause: 1ms },
        scenarios: [fails_every_second times 10],
    }
}

#[tokio::test]
async fn a_failed_session_is_counted_and_the_next_one_starts() {
    let turn = std::sync::atomic::AtomicU64::new(0);
    let server = Recording::start(move |_| {
        let bad = turn.fetch_add(1, std::sync::atomic::Ordering::Relaxed) % 2 == 1;
        answer("200 OK", &[], if bad { "bad" } else { "good" })
    });
    let ran = run::<Failing>(&server.url()).await;
    let sessions = ran.sessions("fails_every_second");
    assert_eq!((sessions.started, sessions.finished, sessions.failed), (10, 5, 5));
    assert_eq!((sessions.rounds_failed, ran.errors("aborted")), (5, 5));
}

load_test! {
    ForAWhile { scenarios: [2 * visit for 200ms] }
}

#[tokio::test]
async fn for_a_time_sessions_follow_each_other_and_all_are_counted() {
    let server = Recording::plain();
    let ran = run::<ForAWhile>(&server.url()).await;
    let served = server.seen().len() as u64;
    assert!(served >= 2, "{served}");
    assert_eq!((ran.count("get(/)"), ran.sessions("visit").finished), (served, served));
    assert_eq!(ran.0.ending(), &chaperon::event::Ending::Finished);
    assert!(ran.0.duration() >= millis(200));
}

#[scenario]
async fn counts_itself(session: &mut Session) -> Result {
    session.update_assign("round", |round: Option<u32>| round.unwrap_or(0) + 1);
    let round: u32 = session.assigned("round")?;
    session.get("/round/{n}").param("n", round).await?;
    Ok(())
}

load_test! {
    Reusing {
        default_config: { .. },
        scenarios: [counts_itself times 3],
    }
}

#[tokio::test]
async fn a_slot_keeps_what_reuse_says() {
    let once = ["/round/1", "/round/1", "/round/1"];
    for (reuse, rounds, connections) in [
        ("connections", once, [0, 0, 0]),
        ("nothing", once, [0, 1, 2]),
        ("session", ["/round/1", "/round/2", "/round/3"], [0, 0, 0]),
    ] {
        let server = Recording::start(|_| answer("200 OK", &["Set-Cookie: a=b; Path=/"], ""));
        run_with::<Reusing>(&server.url(), |options| {
            options.config.set_text(&format!("reuse={reuse}")).unwrap();
        })
        .await;
        let seen = server.seen();
        assert_eq!(seen.iter().map(|seen| seen.target.as_str()).collect::<Vec<_>>(), rounds);
        assert_eq!(seen.iter().map(|seen| seen.connection).collect::<Vec<_>>(), connections);
        let cookies = seen.iter().filter(|seen| seen.header("cookie").is_some()).count();
        assert_eq!(cookies, if reuse == "session" { 2 } else { 0 }, "{reuse}");
    }
}

#[scenario]
async fn rolls(session: &mut Session) -> Result {
    session.check("the name is the one of the config", &*session.name() == "of the config");
    let before = std::time::Instant::now();
    session.random_delay(millis(2)).await?;
    session.delay(millis(1)..millis(3)).await?;
    session.check("it waits", before.elapsed() >= millis(1));
    let child = session.spawn("child", async |session| session.random_delay(millis(1)).await);
    session.join(child).await
}

load_test! {
    Rolls {
        default_config: { session_name: "of the config" },
        scenarios: [4 * rolls times 8],
    }
}

#[tokio::test]
async fn delays_wait_and_sessions_are_named_by_the_config() {
    let server = Recording::plain();
    let ran: Ran = run_with::<Rolls>(&server.url(), |options| options.seed = Some(7)).await;
    ran.held("the name is the one of the config", 8);
    ran.held("it waits", 8);
}

#[tokio::test]
async fn a_load_test_of_what_is_known_only_here_runs_like_a_declared_one() {
    let server = Recording::plain();
    let users = server.url().len() as u64;
    let definition = chaperon::Definition::new()
        .set::<()>(config! { base_url: server.url() })
        .entry(chaperon::Entry::new::<visit>().count(users).named("here"));
    let options = chaperon::RunOptions { cores: Some(1), ..chaperon::RunOptions::default() };
    let ran = Ran(chaperon::run_definition("Here", &definition, options).await.unwrap());
    assert_eq!(server.seen().len() as u64, users);
    assert_eq!((ran.count_of("here", "get(/)"), ran.sessions("visit").finished), (users, users));
    assert_eq!(ran.0.load_test(), "Here");
}
