//! `every`: what is done at intervals while a session waits.

use chaperon::ErrorKind;
use chaperon::prelude::*;
use chaperon_examples::demo_target::DemoTarget;

use super::in_process::run;
use super::recording::Recording;

async fn counts_up(session: &mut Session, name: &str) -> Result {
    session.update_assign(name, |times: Option<u32>| times.unwrap_or(0) + 1);
    Ok(())
}

fn times(session: &Session, name: &str) -> u32 {
    session.assigned_or(name, 0)
}

async fn lasts(session: &mut Session, duration: Duration) -> Result {
    session.delay(duration).await
}

/// Two things at intervals, of which only waits see anything. The clock stands still while
/// something is done.
#[scenario]
async fn waits(session: &mut Session) -> Result {
    tokio::time::pause();
    session.every(millis(100), async |session| counts_up(session, "a").await);
    session.every(millis(300), async |session| counts_up(session, "b").await);
    let child = session.spawn("child", async |session| lasts(session, millis(1_050)).await);
    session.join(child).await?;
    let both = (times(session, "a"), times(session, "b"));
    session.check("during a join, each at its time", both == (10, 3));

    session.delay(millis(900)).await?;
    session.check("not during a delay", times(session, "a") == 10);
    let child = session.spawn("child", async |session| lasts(session, millis(20)).await);
    session.join(child).await?;
    session.check("one of those missed is made up for", times(session, "a") == 11);

    let start = tokio::time::Instant::now();
    let child = session.spawn("late", async |session| lasts(session, millis(700)).await);
    let late = session.join("late").timeout(millis(550)).await;
    let waited = start.elapsed();
    let kind = late.err().map(|error| error.kind());
    session.check("the limit of the wait stays", kind == Some(ErrorKind::Timeout));
    session.check("to the timer's millisecond", (millis(550)..millis(555)).contains(&waited));
    session.join(child).await?;

    session.spawn("signals", async |session| {
        lasts(session, millis(420)).await?;
        session.signal_parent("now");
        let before = times(session, "a");
        let inner = session.spawn("inner", async |session| lasts(session, seconds(1)).await);
        session.join(inner).await?;
        session.check("a child does not inherit it", times(session, "a") == before);
        Ok(())
    });
    session.assign("a", 0);
    session.await_signal("now").await?;
    session.check("while a signal is awaited", times(session, "a") >= 4);
    session.assign("a", 0);
    let none = session.await_signal_or_timeout(millis(420)).await?;
    session.check("or none comes", none.is_none() && times(session, "a") >= 4);
    Ok(())
}

load_test! {
    Waits { scenarios: [waits] }
}

#[tokio::test]
async fn it_runs_at_its_times_during_waits_alone() {
    let ran = run::<Waits>(&Recording::plain().url()).await;
    assert_eq!(ran.errors("timeout"), 1, "{:?}", ran.all_errors());
    for check in [
        "during a join, each at its time",
        "not during a delay",
        "one of those missed is made up for",
        "the limit of the wait stays",
        "to the timer's millisecond",
        "while a signal is awaited",
        "a child does not inherit it",
        "or none comes",
    ] {
        ran.held(check, 1);
    }
}

#[scenario]
async fn fails_at_intervals(session: &mut Session) -> Result {
    tokio::time::pause();
    session.every(millis(100), async |_| Err(std::io::Error::other("of an interval"))?);
    let child = session.spawn("child", async |session| lasts(session, millis(350)).await);
    session.join(child).await?;
    session.check("the wait goes on", true);
    session.every(millis(100), async |session| session.abort("enough"));
    session.spawn("child", async |session| lasts(session, hours(1)).await);
    session.join("child").timeout(hours(2)).await?;
    session.check("not after an abort", false);
    Ok(())
}

/// What waits in it waits undisturbed, and is over before the next.
#[scenario]
async fn waits_in_it(session: &mut Session) -> Result {
    tokio::time::pause();
    session.every(millis(100), async |session| {
        session.check("one at a time", !session.assigned_or("in it", false));
        session.assign("in it", true);
        let child = session.spawn("inner", async |session| lasts(session, millis(250)).await);
        session.join(child).await?;
        session.assign("in it", false);
        Ok(())
    });
    session.spawn("outer", async |session| lasts(session, seconds(2)).await);
    session.join("outer").await
}

load_test! {
    Failing { scenarios: [fails_at_intervals] }
}

load_test! {
    WaitsInIt { scenarios: [waits_in_it] }
}

#[tokio::test]
async fn its_errors_are_counted_and_only_an_abort_ends_the_wait() {
    let ran = run::<Failing>(&Recording::plain().url()).await;
    ran.held("the wait goes on", 1);
    assert!((3..=4).contains(&ran.errors("other")), "{:?}", ran.all_errors());
    assert_eq!((ran.errors("aborted"), ran.sessions("fails_at_intervals").finished), (1, 0));
    assert_eq!(ran.message("other"), "of an interval");
}

#[tokio::test]
async fn runs_that_take_longer_than_their_interval_keep_no_wait_from_its_end() {
    let ran = run::<WaitsInIt>(&Recording::plain().url()).await;
    assert_eq!(ran.all_errors(), []);
    ran.held("one at a time", ran.count("task(inner)"));
    assert!(ran.count("task(inner)") >= 4);
    assert_eq!(ran.sessions("waits_in_it").finished, 1);
}

/// Every message that is received was sent in the middle of a receive.
#[scenario]
async fn talks_to_itself(session: &mut Session) -> Result {
    session.ws_connect("/ws/echo").await?;
    session.every(millis(2), async |session| {
        counts_up(session, "sent").await?;
        session.ws_send(json!(times(session, "sent"))).await
    });
    let mut in_order = true;
    for number in 1..=20 {
        in_order &= session.ws_recv().decode::<u32>().await? == number;
    }
    session.check("none is lost or twice", in_order);
    session.ws_await_recv(json!(25)).await?;
    Ok(())
}

load_test! {
    TalksToItself { scenarios: [talks_to_itself] }
}

#[tokio::test]
async fn it_sends_on_the_same_web_socket_while_a_receive_waits() {
    let target = DemoTarget::start().unwrap();
    let ran = run::<TalksToItself>(target.url()).await;
    assert_eq!(ran.all_errors(), []);
    ran.held("none is lost or twice", 1);
    assert_eq!(ran.sessions("talks_to_itself").finished, 1);
    assert_eq!(ran.count("ws_send(/ws/echo)"), target.served().messages("/ws/echo").received);
    // One wait is one sample, however often it was taken up again.
    assert_eq!(ran.count("ws_recv(/ws/echo)"), 25);
}
