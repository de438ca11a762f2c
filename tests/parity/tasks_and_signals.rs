//! Child tasks and the signals between them.

use chaperon::ErrorKind;
use chaperon::prelude::*;

use super::walk::{NOWHERE, counted, walk};
use crate::session::recording::Recording;

async fn fetch(session: &mut Session, page: u32) -> Result<u32> {
    session.get("/{page}").param("page", page).await?;
    Ok(page)
}

#[scenario]
async fn awaits(session: &mut Session) -> Result {
    let task = session.spawn("value", async |session| fetch(session, 7).await);
    session.check("its name", task.name() == "value");
    let page = session.join(task).await?;
    session.check("await gives its value", page == 7);
    for page in 0..2 {
        session.spawn("a", async move |session| fetch(session, page).await);
    }
    session.spawn("b", async |session| fetch(session, 2).await);
    session.join("a").await?;
    session.join(["a", "b"]).await?;
    session.join("a").await?;
    steps! { session =>
        ~> fetch(3);
        ~> other = .get("/4");
        <~ fetch;
        <~ [fetch, other];
    }?;
    let unknown = session.join("c").await.unwrap_err();
    session.check("a name never spawned", unknown.kind() == ErrorKind::UnknownTask);
    let names = ["a", "b", "fetch", "other", "value"];
    let told = unknown.to_string();
    session.check("the known ones are told", names.iter().all(|name| told.contains(name)));
    Ok(())
}

load_test! {
    Awaits { scenarios: [awaits] }
}

#[test]
fn async_await_and_await_all() {
    let server = Recording::plain();
    let ran = walk::<Awaits>(&server.url());
    assert_eq!(server.seen().len(), 6);
    counted(
        &ran,
        &[
            ("task(value)", 1),
            ("task(a)", 2),
            ("task(b)", 1),
            ("task(fetch)", 1),
            ("task(other)", 1),
            ("get(/{page})", 5),
            ("get(/4)", 1),
        ],
    );
}

#[scenario]
async fn lists(session: &mut Session) -> Result {
    session.check("none is no error", session.tasks("wait").is_empty());
    for _ in 0..2 {
        session.spawn("wait", async |session| session.await_signal("go").await);
    }
    let running = session.tasks("wait");
    session.check("two run", running.len() == 2 && running.iter().all(|task| task.is_running()));
    session.signal("wait", "go");
    session.join(running).await?;
    session.check("none any more", session.tasks("wait").is_empty());
    Ok(())
}

load_test! {
    Lists { scenarios: [lists] }
}

#[test]
fn async_task_is_tasks() {
    let ran = walk::<Lists>(NOWHERE);
    counted(&ran, &[("task(wait)", 2)]);
}

/// What a worker is told.
#[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
enum Order {
    Fetch { page: u32 },
    Rest,
}

#[scenario]
async fn signals(session: &mut Session) -> Result {
    for _ in 0..2 {
        session.spawn("worker", async |session| {
            session.await_signal(Order::Rest).await?;
            let order: Order = session.await_any_signal().await?.value()?;
            session.check("others stay queued", order == Order::Fetch { page: 1 });
            session.signal_parent(json!({ "done": true }));
            Ok(())
        });
    }
    steps! { session =>
        .signal("worker", Order::Fetch { page: 1 });
        .signal("worker", Order::Rest);
        .await_signal(json!({ "done": true }));
        .await_signal_for(json!({ "done": true }), 5s);
        <~ worker;
    }?;
    let none = session.await_signal_or_timeout(millis(2)).await?;
    session.check("await_signal_or_timeout", none.is_none());
    session.spawn("waits", async |session| {
        let late = session.await_signal_for("never", millis(2)).await.unwrap_err();
        session.check("a timeout is one", late.kind() == ErrorKind::Timeout);
        session.check("and named", late.to_string().contains("await_signal(\"never\")"));
        session.signal_parent(1.5);
        Ok(())
    });
    let some = session.await_signal_or_timeout(seconds(5)).await?;
    let value: Option<f64> = some.map(|signal| signal.value()).transpose()?;
    session.check("a signal in time", value == Some(1.5));
    session.join("waits").await?;
    let nobody = session.await_signal("x").await.unwrap_err();
    session.check("one that cannot come", nobody.kind() == ErrorKind::Signal);
    session.signal("nobody", "x");
    session.signal_parent("x");
    Ok(())
}

load_test! {
    Signals { scenarios: [signals] }
}

#[test]
fn signal_signal_parent_await_signal_and_await_signal_or_timeout() {
    let ran = walk::<Signals>(NOWHERE);
    counted(&ran, &[("task(worker)", 2), ("task(waits)", 1)]);
    ran.held("others stay queued", 2);
    assert_eq!(
        (ran.errors("timeout"), ran.errors("signal"), ran.errors("unknown_task")),
        (1, 2, 1),
        "{:?}",
        ran.all_errors()
    );
}
