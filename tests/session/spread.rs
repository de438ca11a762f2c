//! `cc_spread`: when calls start, what they are, and how they are recorded.

use std::cell::RefCell;
use std::rc::Rc;

use chaperon::metrics::Value;
use chaperon::prelude::*;

use super::in_process::{Ran, run, run_with};
use super::recording::{Recording, answer};

/// What the timer, of whole milliseconds, may make of a moment: never earlier, and with no more
/// than one of them for each of the few timers that come one after the other.
fn is_about(measured: Duration, wanted: Duration) -> bool {
    (wanted..=wanted + millis(4)).contains(&measured)
}

#[track_caller]
fn times(ran: &Ran, name: &str) -> (Duration, Duration) {
    let Value::Time(times) = ran.value(name) else { panic!("{name} is no time") };
    let longest = |micros: i64| Duration::from_micros(u64::try_from(micros).unwrap());
    (longest(times.response.max()), longest(times.service.expect("service apart").max()))
}

/// Starts that nothing but the calls' clock decides: it stands still while something is done.
#[scenario]
async fn on_time(session: &mut Session) -> Result {
    tokio::time::pause();
    let start = tokio::time::Instant::now();
    let starts = Rc::new(RefCell::new(Vec::new()));
    let noted = starts.clone();
    let call = async move |session: &mut Session| {
        noted.borrow_mut().push(start.elapsed());
        session.delay(seconds(30)).await
    };
    session.cc_spread(call, 40, seconds(1)).named("slow").await?;
    session.check("over with the last start", is_about(start.elapsed(), millis(975)));
    session.cc_spread(async |_| Ok(()), 0, hours(1)).await?;
    session.cc_spread(async |_| Ok(()), -1, hours(1)).await?;
    session.check("none take no time", is_about(start.elapsed(), millis(975)));
    session.join("slow").timeout(minutes(1)).await?;
    session.check("they can be joined", is_about(start.elapsed(), millis(30_975)));
    let mut due = (0..40).map(|number| millis(25) * number);
    let on_time = starts.borrow().iter().all(|at| is_about(*at, due.next().unwrap()));
    session.check("each at its moment", on_time && starts.borrow().len() == 40);
    Ok(())
}

load_test! {
    OnTime { scenarios: [on_time] }
}

#[tokio::test]
async fn calls_start_at_their_moments_whatever_they_take() {
    let ran = run::<OnTime>(&Recording::plain().url()).await;
    assert_eq!(ran.all_errors(), []);
    for check in [
        "over with the last start",
        "each at its moment",
        "none take no time",
        "they can be joined",
    ] {
        ran.held(check, 1);
    }
    assert_eq!((ran.count("call(slow)"), ran.count("task(slow)")), (40, 0));
    let (response, service) = times(&ran, "call(slow)");
    assert!(is_about(response, seconds(30)) && is_about(service, seconds(30)));
}

/// The core does nothing else for 40 ms just when five calls are due.
#[scenario]
async fn starts_late(session: &mut Session) -> Result {
    tokio::time::pause();
    session.spawn("hog", async |session| {
        session.delay(millis(5)).await?;
        tokio::time::advance(millis(40)).await;
        Ok(())
    });
    let call = async |session: &mut Session| {
        session.time("inside", async |session| session.delay(millis(100)).await).await?;
        session.add_metric("own", millis(7));
        let child = session.spawn("child", async |session| session.delay(millis(100)).await);
        session.join(child).await
    };
    session.cc_spread(call, 2, millis(20)).named("late").await?;
    session.join("late").await?;
    session.time("after", async |session| session.delay(millis(100)).await).await
}

load_test! {
    StartsLate { scenarios: [starts_late] }
}

#[tokio::test]
async fn a_late_start_counts_in_the_response_time_and_not_in_the_service_time() {
    let ran = run::<StartsLate>(&Recording::plain().url()).await;
    assert_eq!(ran.all_errors(), []);
    // The second was due at 10 ms, and the clock stood at 45 then.
    for (name, service) in [("call(late)", 200), ("inside", 100), ("task(child)", 100)] {
        let (response, measured) = times(&ran, name);
        assert!(is_about(response, millis(service + 35)), "{name}: {response:?}");
        assert!(is_about(measured, millis(service)), "{name}: {measured:?}");
    }
    // What is no part of a call has no lag, nor what a scenario has measured by itself.
    for name in ["after", "own", "task(hog)"] {
        let Value::Time(times) = ran.value(name) else { panic!("{name} is no time") };
        assert!(times.service.is_none(), "{name}");
    }
}

#[scenario]
async fn publishes(session: &mut Session) -> Result {
    session.get("/login").await?;
    session.assign("word", "parent's");
    let own = session.id();
    let call = async move |session: &mut Session| {
        session.check("a child of its own", session.parent() == Some(own) && session.id() != own);
        session.check("has copies", session.assigned::<String>("word")? == "parent's");
        session.assign("word", "the call's");
        session.get("/publish").expect_status(200).await
    };
    session.cc_spread(call, 10, millis(50)).await?;
    session.check("nothing flows back", session.assigned::<String>("word")? == "parent's");
    Ok(())
}

load_test! {
    Publishes { scenarios: [publishes] }
}

#[tokio::test]
async fn each_call_is_a_child_and_all_are_awaited_when_the_scenario_ends_well() {
    let server = Recording::start(|seen| match seen.target.as_str() {
        "/login" => answer("200 OK", &["Set-Cookie: user=p"], ""),
        _ => answer("200 OK", &[], ""),
    });
    let ran = run::<Publishes>(&server.url()).await;
    assert_eq!(ran.all_errors(), []);
    ran.held("a child of its own", 10);
    ran.held("has copies", 10);
    ran.held("nothing flows back", 1);
    let published: Vec<_> =
        server.seen().into_iter().filter(|seen| seen.target == "/publish").collect();
    assert_eq!((published.len(), ran.count("get(/publish)")), (10, 10));
    assert!(published.iter().all(|seen| seen.header("cookie") == Some("user=p")));
    assert_eq!(ran.count("call(spread.publishes)"), 10, "{:?}", ran.names());
    let Value::Time(requests) = ran.value("get(/publish)") else { panic!("no time") };
    assert_eq!(requests.service.map(|service| service.count()), Some(10));
}

async fn fails(session: &mut Session) -> Result {
    session.get("/fails").expect_status(200).await?;
    Ok(())
}

#[scenario]
async fn goes_on(session: &mut Session) -> Result {
    session.cc_spread(fails, 5, millis(10)).await?;
    session.join("spread.fails").await?;
    session.cc_spread(async |session| session.abort("only this call"), 2, millis(2)).await?;
    session.get("/end").await?;
    Ok(())
}

#[scenario]
async fn gives_up(session: &mut Session) -> Result {
    session.cc_spread(fails, 1_000, hours(10)).stop_on_error().await
}

load_test! {
    Failing { scenarios: [goes_on, gives_up] }
}

#[tokio::test]
async fn a_call_that_fails_is_counted_and_ends_the_others_only_when_told_to() {
    let server = Recording::start(|seen| match seen.target.as_str() {
        "/fails" => answer("500 Oh No", &[], ""),
        _ => answer("200 OK", &[], ""),
    });
    let ran = run::<Failing>(&server.url()).await;
    let (goes_on, gives_up) = (ran.sessions("goes_on"), ran.sessions("gives_up"));
    assert_eq!((goes_on.finished, goes_on.rounds_failed), (1, 7));
    assert_eq!((gives_up.failed, gives_up.rounds_failed), (1, 1));
    assert_eq!((ran.errors("status"), ran.errors("aborted")), (6, 2), "{:?}", ran.all_errors());
    assert_eq!(server.lines().iter().filter(|line| *line == "GET /fails").count(), 6);
    assert_eq!(ran.count_in("goes_on", "get(/end)"), 1);
}

#[scenario]
async fn spreads_for_long(session: &mut Session) -> Result {
    session.cc_spread(async |session| session.get("/call").await, 100, hours(100)).await?;
    session.get("/end").await?;
    Ok(())
}

#[scenario]
async fn leaves_calls(session: &mut Session) -> Result {
    session.cc_spread(async |session| session.delay(hours(1)).await, 3, millis(3)).await?;
    session.abort("before they ended")
}

load_test! {
    Stopped { scenarios: [spreads_for_long, leaves_calls] }
}

#[tokio::test]
async fn no_call_starts_when_the_run_stops_and_calls_are_cut_after_an_error() {
    let server = Recording::plain();
    let ran =
        run_with::<Stopped>(&server.url(), |options| options.duration = Some(millis(200))).await;
    assert_eq!(server.lines(), ["GET /call", "GET /end"]);
    assert_eq!(ran.sessions("spreads_for_long").finished, 1);
    let leaves = ran.sessions("leaves_calls");
    assert_eq!((leaves.cut_actions, leaves.rounds_failed), (3, 0));
}
