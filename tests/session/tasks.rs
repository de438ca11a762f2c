//! Child tasks: what they get, what they give, and what becomes of them.

use chaperon::ErrorKind;
use chaperon::prelude::*;

use super::in_process::{run, run_with};
use super::recording::{Recording, answer};

/// Keys of the scenarios here.
#[derive(Config)]
struct Keys {
    #[config(default = 7)]
    number: u32,
}

#[scenario]
async fn joins(session: &mut Session, _config: &Keys) -> Result {
    let kind = |outcome: Result| outcome.err().map(|error| (error.kind(), error.to_string()));
    let task = session.spawn("sum", async |session| Ok(session.config_of::<Keys>()?.number + 1));
    let sum = session.join(task).await?;
    session.check("a task gives its value and reads the config", sum == 8);
    session.spawn("a", async |session| session.get("/a").await);
    session.spawn("a", async |session| session.get("/a").await);
    session.spawn("b", async |session| session.get("/b").await);
    session.join("a").await?;
    session.join("a").await?;
    session.join(["a", "b"]).await?;
    let unknown = kind(session.join("c").await);
    let said = "no task is named `c`; spawned are: a, b, sum".to_owned();
    session.check("an unknown name", unknown == Some((ErrorKind::UnknownTask, said)));
    session.spawn("bad", async |_| -> Result { Err(std::io::Error::other("of a child"))? });
    let failed = kind(session.join("bad").await);
    let said = "task `bad`: of a child".to_owned();
    session.check("a failing child", failed == Some((ErrorKind::Task, said)));
    session.spawn("slow", async |_| -> Result { std::future::pending().await });
    let late = kind(session.join(["a", "slow"]).timeout(millis(20)).await);
    session.check("a join has a timeout", late.map(|late| late.0) == Some(ErrorKind::Timeout));
    session.abort("the slow one is left")
}

load_test! {
    Joins { scenarios: [joins] }
}

#[tokio::test]
async fn tasks_are_joined_by_value_and_by_name() {
    let server = Recording::plain();
    let ran = run::<Joins>(&server.url()).await;
    for check in [
        "a task gives its value and reads the config",
        "an unknown name",
        "a failing child",
        "a join has a timeout",
    ] {
        ran.held(check, 1);
    }
    assert_eq!((ran.count("get(/a)"), ran.count("get(/b)")), (2, 1));
    assert_eq!(server.seen().len(), 3);
    assert_eq!((ran.count("task(a)"), ran.count("task(bad)"), ran.count("task(slow)")), (2, 1, 0));
    // An error that a child has counted is not counted again by its join.
    assert_eq!((ran.errors("other"), ran.errors("task"), ran.errors("unknown_task")), (1, 0, 1));
    assert_eq!((ran.sessions("joins").cut_actions, ran.errors("timeout")), (1, 1));
}

#[scenario]
async fn leaves_children(session: &mut Session) -> Result {
    session.spawn("left", async |session| {
        session.delay(millis(50)).await?;
        session.get("/left").await
    });
    Ok(())
}

#[scenario]
async fn fails_with_children(session: &mut Session) -> Result {
    for _ in 0..2 {
        session.spawn("left", async |session| {
            session.delay(hours(1)).await?;
            session.get("/never").await
        });
    }
    session.delay(millis(20)).await?;
    session.abort("before they ended")
}

load_test! {
    Leaving { scenarios: [leaves_children, fails_with_children] }
}

#[tokio::test]
async fn children_nobody_joined_are_awaited_after_ok_and_cut_after_an_error() {
    let server = Recording::plain();
    let ran = run::<Leaving>(&server.url()).await;
    assert_eq!(server.lines(), ["GET /left"]);
    assert_eq!(ran.count("task(left)"), 1);
    assert_eq!(ran.sessions("leaves_children").cut_actions, 0);
    assert_eq!(ran.sessions("fails_with_children").cut_actions, 2);
}

#[scenario]
async fn forks(session: &mut Session) -> Result {
    session.get("/login").await?;
    session.assign("word", "parent's");
    let (id, name) = (session.id(), session.name());
    let task = session.spawn("child", async move |session| {
        session.check("a child has copies", session.assigned::<String>("word")? == "parent's");
        session.check("an id of its own", session.id() != id);
        session.check("its parent's id", session.parent() == Some(id));
        session.check("the same name", session.name() == name);
        session.get("/with-cookie").await?;
        session.assign("word", "child's");
        session.assign("new", 1);
        session.get("/child-cookie").await?;
        Ok(())
    });
    session.join(task).await?;
    session.check("nothing flows back", session.assigned::<String>("word")? == "parent's");
    session.check("nothing new either", session.assigned::<u32>("new").is_err());
    session.check("no cookies either", session.cookies() == [("user".to_owned(), "p".to_owned())]);
    session.get("/after").await?;
    Ok(())
}

load_test! {
    Forks { scenarios: [forks] }
}

#[tokio::test]
async fn a_child_has_copies_that_do_not_flow_back_and_the_slots_connections() {
    let server = Recording::start(|seen| match seen.target.as_str() {
        "/login" => answer("200 OK", &["Set-Cookie: user=p"], ""),
        "/child-cookie" => answer("200 OK", &["Set-Cookie: user=c"], ""),
        _ => answer("200 OK", &[], ""),
    });
    let ran = run::<Forks>(&server.url()).await;
    assert_eq!(ran.all_errors(), []);
    for check in [
        "a child has copies",
        "an id of its own",
        "its parent's id",
        "the same name",
        "nothing flows back",
        "nothing new either",
        "no cookies either",
    ] {
        ran.held(check, 1);
    }
    assert_eq!(server.only("/with-cookie").header("cookie"), Some("user=p"));
    assert_eq!(server.only("/after").header("cookie"), Some("user=p"));
    assert!(server.seen().iter().all(|seen| seen.connection == 0), "one connection is enough");
}

#[scenario]
async fn spawns_many(session: &mut Session) -> Result {
    session
        .repeat(200, async |session| {
            let task = session.spawn("one", async |_| Ok(1));
            session.join(task).await
        })
        .await?;
    session.spawn("bad", async |_| -> Result { Err(std::io::Error::other("kept"))? });
    for _ in 0..100 {
        session.spawn("other", async |_| Ok(()));
    }
    session.join("other").await?;
    session.join("one").await?;
    let failed = session.join("bad").await;
    session.check("a failure is kept for who joins", failed.is_err());
    Ok(())
}

load_test! {
    SpawnsMany { scenarios: [spawns_many] }
}

#[tokio::test]
async fn names_of_tasks_that_ended_long_ago_can_still_be_joined() {
    let server = Recording::plain();
    let ran = run_with::<SpawnsMany>(&server.url(), |_| {}).await;
    ran.held("a failure is kept for who joins", 1);
    assert_eq!(ran.sessions("spawns_many").finished, 1);
    assert_eq!(ran.count("task(one)"), 200);
}

#[scenario]
async fn crowds(session: &mut Session) -> Result {
    for _ in 0..3 {
        session.spawn("one of many", async |session| session.get("/").await);
    }
    session.join("one of many").await
}

load_test! {
    Crowds { scenarios: [crowds] }
}

#[tokio::test]
async fn children_open_as_many_connections_as_they_may_and_wait_for_the_others() {
    for (most, connections) in [(1, 1), (6, 3)] {
        let server = Recording::start(|_| {
            std::thread::sleep(millis(30));
            answer("200 OK", &[], "")
        });
        let ran = run_with::<Crowds>(&server.url(), |options| {
            options.config.set_text(&format!("http.max_connections={most}")).unwrap();
        })
        .await;
        assert_eq!(ran.count("get(/)"), 3);
        let last = server.seen().into_iter().map(|seen| seen.connection).max();
        assert_eq!(last, Some(connections - 1), "at most {most}");
        assert_eq!(ran.0.snapshot().traffic().connections, connections as u64);
    }
}

#[scenario]
async fn lists(session: &mut Session) -> Result {
    session.check("none yet", session.tasks("a").is_empty());
    for number in 1..=3 {
        session.spawn("a", async move |session| {
            session.await_signal(number).await?;
            session.get("/a").await
        });
    }
    session.spawn("b", async |session| session.get("/b").await);
    let all = session.tasks("a");
    session.check("all three run", all.iter().all(|task| task.name() == "a" && task.is_running()));
    session.signal("a", 1);
    session.signal("a", 2);
    let third = session.tasks("a").swap_remove(2);
    let [first, second, _] = <[_; 3]>::try_from(all).map_err(|_| std::io::Error::other("three"))?;
    session.join(vec![first, second]).await?;
    session.check("one is left", session.tasks("a").len() == 1 && third.is_running());
    session.signal("a", 3);
    session.join(third).await?;
    session.check("none is left", session.tasks("a").is_empty());

    let doubled = (1..=3).map(|n| session.spawn("double", async move |_| Ok(2 * n))).collect();
    let doubled: Vec<u32> = session.join::<Vec<_>>(doubled).await?;
    session.check("several give their values", doubled == [2, 4, 6]);
    Ok(())
}

load_test! {
    Lists { scenarios: [lists] }
}

#[tokio::test]
async fn the_tasks_of_a_name_are_those_that_run_and_each_can_be_joined() {
    let server = Recording::plain();
    let ran = run::<Lists>(&server.url()).await;
    for check in
        ["none yet", "all three run", "one is left", "none is left", "several give their values"]
    {
        ran.held(check, 1);
    }
    assert_eq!(ran.all_errors(), []);
    assert_eq!((server.seen().len(), ran.count("task(a)")), (4, 3));
}
