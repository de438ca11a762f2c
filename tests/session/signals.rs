//! Signals between a session and its child tasks.

use chaperon::prelude::*;
use chaperon::{ErrorKind, Signal};
use serde::{Deserialize, Serialize};

use super::in_process::{Ran, run, run_with};

/// Signals need no server.
const NOWHERE: &str = "http://127.0.0.1:9";

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum Order {
    Fetch { page: u32 },
    Rest,
}

async fn kind_of<T>(verb: impl Future<Output = Result<T>>) -> ErrorKind {
    verb.await.map(drop).unwrap_err().kind()
}

macro_rules! test_of {
    ($test:ident, $scenario:ident) => {
        load_test! {
            $test {
                default_config: { scenario_timeout: 60s },
                scenarios: [$scenario],
            }
        }
    };
}

async fn ran<T: chaperon::LoadTest>() -> Ran {
    run::<T>(NOWHERE).await
}

#[scenario]
async fn both_ways(session: &mut Session) -> Result {
    for number in 0..3 {
        session.spawn("worker", async move |session| {
            session.await_signal("go").await?;
            session.signal_parent(json!({ "done": number }));
            Ok(())
        });
    }
    session.spawn("other", async |session| {
        let none = session.await_signal_or_timeout(millis(20)).await?;
        session.check("the other child hears nothing", none.is_none());
        Ok(())
    });
    session.signal("worker", "go");
    for number in [2, 0, 1] {
        session.await_signal(json!({ "done": number })).await?;
    }
    session.join(["worker", "other"]).await
}
test_of!(BothWays, both_ways);

#[tokio::test]
async fn a_signal_reaches_all_children_of_a_name_and_a_child_reaches_its_parent() {
    let ran = ran::<BothWays>().await;
    assert_eq!(ran.all_errors(), []);
    assert_eq!(ran.sessions("both_ways").finished, 1);
    ran.held("the other child hears nothing", 1);
}

#[scenario]
async fn in_any_order(session: &mut Session) -> Result {
    let child = session.spawn("sender", async |session| {
        session.signal_parent(Order::Rest);
        session.signal_parent(Order::Fetch { page: 7 });
        session.signal_parent("last");
        Ok(())
    });
    session.join(child).await?;
    session.await_signal("last").await?;
    let first: Order = session.await_any_signal().await?.value()?;
    session.check("the others wait in their order", first == Order::Rest);
    let second = session.await_any_signal().await?;
    session.check("a wrong type is an error", wrong_type(&second));
    session.check("a type comes back", second.value::<Order>()? == Order::Fetch { page: 7 });
    Ok(())
}
test_of!(InAnyOrder, in_any_order);

fn wrong_type(signal: &Signal) -> bool {
    let error = signal.value::<u32>().unwrap_err();
    error.kind() == ErrorKind::Decode && error.to_string().contains(r#"{"Fetch":{"page":7}}"#)
}

#[tokio::test]
async fn a_wait_is_selective_and_a_signal_sent_before_it_is_kept() {
    let ran = ran::<InAnyOrder>().await;
    assert_eq!(ran.all_errors(), []);
    ran.held("the others wait in their order", 1);
    ran.held("a wrong type is an error", 1);
    ran.held("a type comes back", 1);
}

#[scenario]
async fn in_vain(session: &mut Session) -> Result {
    session.spawn("silent", async |session| session.delay(millis(200)).await);
    session.set_config("timeout", "10ms");
    let kind = kind_of(session.await_signal("never")).await;
    session.check("the session's timeout holds", kind == ErrorKind::Timeout);
    let kind = kind_of(session.await_signal_for("never", millis(20))).await;
    session.check("a limit of its own holds", kind == ErrorKind::Timeout);
    let none = session.await_signal_or_timeout(millis(20)).await?;
    session.check("no signal is none", none.is_none());
    session.join("silent").timeout(seconds(10)).await
}
test_of!(InVain, in_vain);

#[tokio::test]
async fn a_signal_that_does_not_come_in_time_is_a_timeout() {
    let ran = ran::<InVain>().await;
    ran.held("the session's timeout holds", 1);
    ran.held("a limit of its own holds", 1);
    ran.held("no signal is none", 1);
    assert_eq!(ran.all_errors(), [("timeout".to_owned(), 2)]);
    assert_eq!(ran.message("timeout"), r#"await_signal("never"): did not come within 10ms"#);
}

#[scenario]
async fn from_nobody(session: &mut Session) -> Result {
    session.set_config("timeout", json!(null));
    let kind = kind_of(session.await_signal("never")).await;
    session.check("nobody there", kind == ErrorKind::Signal);
    session.spawn("brief", async |session| session.delay(millis(20)).await);
    let kind = kind_of(session.await_any_signal()).await;
    session.check("the last child ended", kind == ErrorKind::Signal);
    session.spawn("waits", async |session| {
        let kind = kind_of(session.await_signal("never")).await;
        session.check("the parent is through", kind == ErrorKind::Signal);
        Ok(())
    });
    Ok(())
}
test_of!(FromNobody, from_nobody);

#[tokio::test]
async fn a_signal_that_cannot_come_is_an_error_at_once() {
    let ran = ran::<FromNobody>().await;
    ran.held("nobody there", 1);
    ran.held("the last child ended", 1);
    ran.held("the parent is through", 1);
    assert_eq!(ran.all_errors(), [("signal".to_owned(), 3)]);
    assert_eq!(
        ran.message("signal"),
        r#"await_signal("never"): cannot come: no child task runs, and it has no parent"#
    );
}

#[scenario]
async fn misdirected(session: &mut Session) -> Result {
    let child = session.spawn("brief", async |_| Ok(()));
    session.join(child).await?;
    session.signal("brief", "one that has ended is no error");
    session.signal("breif", 1);
    session.signal_parent(1);
    Ok(())
}
test_of!(Misdirected, misdirected);

#[tokio::test]
async fn a_signal_to_nobody_is_counted() {
    let ran = ran::<Misdirected>().await;
    assert_eq!(ran.sessions("misdirected").finished, 1);
    assert_eq!(ran.errors("unknown_task"), 1);
    assert_eq!(
        ran.message("unknown_task"),
        "signal(breif): no task is named `breif`; spawned are: brief"
    );
    assert_eq!(ran.errors("signal"), 1);
    assert!(ran.message("signal").contains("no parent"), "{}", ran.message("signal"));
}

#[scenario]
async fn talkative(session: &mut Session) -> Result {
    let child = session.spawn("sender", async |session| {
        (0..1_030).for_each(|number| session.signal_parent(number));
        Ok(())
    });
    session.join(child).await?;
    let first: u32 = session.await_any_signal().await?.value()?;
    session.check("the oldest are gone", first == 6);
    session.await_signal(1_029).await
}
test_of!(Talkative, talkative);

#[tokio::test]
async fn signals_that_nobody_takes_are_bounded() {
    let ran = ran::<Talkative>().await;
    ran.held("the oldest are gone", 1);
    assert_eq!(ran.all_errors(), [("signal".to_owned(), 6)]);
}

#[scenario]
async fn cut_short(session: &mut Session) -> Result {
    session.spawn("sender", async |session| {
        session.delay(millis(30)).await?;
        session.signal_parent("late");
        session.await_signal("end").await
    });
    for _ in 0..5 {
        tokio::select! {
            biased;
            () = tokio::task::yield_now() => {}
            _ = session.await_signal("late") => {}
        }
    }
    session.await_signal("late").await?;
    session.signal("sender", "end");
    Ok(())
}
test_of!(CutShort, cut_short);

#[tokio::test]
async fn a_wait_that_is_cut_loses_no_signal() {
    let ran = ran::<CutShort>().await;
    assert_eq!(ran.all_errors(), []);
    assert_eq!(ran.sessions("cut_short").finished, 1);
}

#[scenario]
async fn listens(session: &mut Session) -> Result {
    session.spawn("ticks", async |session| {
        let tick = async |session: &mut Session| {
            session.signal_parent("tick");
            session.delay(millis(5)).await
        };
        session.repeat_for(hours(1), tick).await
    });
    session.repeat_for(hours(1), async |session| session.await_signal("tick").await).await
}
test_of!(Listens, listens);

#[tokio::test]
async fn a_wait_that_the_end_of_the_load_test_made_vain_is_no_error() {
    let ran = run_with::<Listens>(NOWHERE, |options| options.duration = Some(millis(100))).await;
    assert_eq!(ran.all_errors(), []);
    let sessions = ran.sessions("listens");
    assert_eq!(sessions.finished + sessions.interrupted, 1, "{sessions:?}");
}

async fn told_by_steps(session: &mut Session) -> Result {
    steps! { session =>
        .await_signal("go");
        .signal_parent("done");
    }
}

#[scenario]
async fn by_steps(session: &mut Session) -> Result {
    steps! { session =>
        ~> told_by_steps;
        .signal("told_by_steps", "go");
        .await_any_signal();
        <~ told_by_steps;
    }
}
test_of!(BySteps, by_steps);

#[tokio::test]
async fn signals_are_steps_too() {
    let ran = ran::<BySteps>().await;
    assert_eq!(ran.all_errors(), []);
    assert_eq!(ran.sessions("by_steps").finished, 1);
}
