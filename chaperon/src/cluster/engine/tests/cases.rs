//! What every engine does alike. A case is given an engine in which nothing is kept yet.

use std::time::Duration;

use bytes::Bytes;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::cluster::engine::{Change, Engine, EngineError, Record, Stored, Table};

/// All cases, one after the other: the names they use are their own.
pub(super) async fn all(engine: &dyn Engine) {
    records_change_only_at_the_revision_that_was_read(engine).await;
    one_of_many_wins(engine).await;
    records_are_listed_in_the_order_of_their_revisions(engine).await;
    deleted_records_can_be_made_again(engine).await;
    a_watch_tells_what_is_there_and_then_what_changes(engine).await;
    a_watch_of_nothing_is_up_to_date(engine).await;
    results_are_read_from_the_first_on_each_once_and_in_order(engine).await;
    runs_do_not_see_the_results_of_others(engine).await;
    nodes_answer(engine).await;
    what_is_no_name_is_refused(engine).await;
}

async fn records_change_only_at_the_revision_that_was_read(engine: &dyn Engine) {
    let first = engine.create(Table::Runs, "changing", "1".into()).await.unwrap();
    let again = engine.create(Table::Runs, "changing", "2".into()).await;
    assert_eq!(again, Err(EngineError::Conflict));
    let second = engine.update(Table::Runs, "changing", "2".into(), first).await.unwrap();
    assert!(second > first);
    let late = engine.update(Table::Runs, "changing", "3".into(), first).await;
    assert_eq!(late, Err(EngineError::Conflict));
    let missing = engine.update(Table::Runs, "missing", "1".into(), second).await;
    assert_eq!(missing, Err(EngineError::Conflict));
    let record = engine.get(Table::Runs, "changing").await.unwrap().unwrap();
    assert_eq!(record, Record { key: "changing".into(), value: "2".into(), revision: second });
    assert_eq!(engine.get(Table::Runs, "missing").await, Ok(None));
    let put = engine.put(Table::Runs, "changing", "4".into()).await.unwrap();
    assert!(put > second);
}

async fn one_of_many_wins(engine: &dyn Engine) {
    let tries = (0..20).map(|it| engine.create(Table::Runs, "race", Bytes::from(format!("{it}"))));
    let tries = futures_util::future::join_all(tries).await;
    assert_eq!(tries.iter().filter(|it| it.is_ok()).count(), 1);
    assert_eq!(tries.iter().filter(|it| **it == Err(EngineError::Conflict)).count(), 19);
    let winner = tries.iter().position(Result::is_ok).unwrap();
    let there = engine.get(Table::Runs, "race").await.unwrap().unwrap();
    assert_eq!(there.value, winner.to_string());
}

async fn records_are_listed_in_the_order_of_their_revisions(engine: &dyn Engine) {
    for key in ["list-b", "list-a", "list-c", "list-a"] {
        engine.put(Table::Runs, key, key.into()).await.unwrap();
    }
    let listed = engine.list(Table::Runs).await.unwrap();
    assert!(listed.is_sorted_by_key(|record| record.revision));
    let keys = listed.iter().map(|record| record.key.as_str());
    let keys: Vec<_> = keys.filter(|key| key.starts_with("list-")).collect();
    assert_eq!(keys, ["list-b", "list-c", "list-a"]);
}

async fn deleted_records_can_be_made_again(engine: &dyn Engine) {
    let first = engine.create(Table::Runs, "deleted", "1".into()).await.unwrap();
    engine.delete(Table::Runs, "deleted").await.unwrap();
    engine.delete(Table::Runs, "never-there").await.unwrap();
    assert_eq!(engine.get(Table::Runs, "deleted").await, Ok(None));
    let listed = engine.list(Table::Runs).await.unwrap();
    assert!(listed.iter().all(|record| record.key != "deleted"));
    let late = engine.update(Table::Runs, "deleted", "2".into(), first).await;
    assert_eq!(late, Err(EngineError::Conflict));
    let again = engine.create(Table::Runs, "deleted", "2".into()).await.unwrap();
    assert!(again > first);
}

async fn a_watch_tells_what_is_there_and_then_what_changes(engine: &dyn Engine) {
    engine.put(Table::Nodes, "watched-a", "1".into()).await.unwrap();
    let there = engine.put(Table::Nodes, "watched-b", "1".into()).await.unwrap();
    let mut watch = engine.watch(Table::Nodes).await.unwrap();
    let mut before = Vec::new();
    loop {
        match next(&mut watch).await {
            Change::Put(record) => before.push(record),
            Change::UpToDate => break,
            Change::Deleted(key) => panic!("{key} was deleted before"),
        }
    }
    assert_eq!(
        before.iter().map(|it| it.key.as_str()).collect::<Vec<_>>(),
        ["watched-a", "watched-b"]
    );
    assert_eq!(before[1].revision, there);
    let revision = engine.put(Table::Nodes, "watched-a", "2".into()).await.unwrap();
    let record = Record { key: "watched-a".into(), value: "2".into(), revision };
    assert_eq!(next(&mut watch).await, Change::Put(record));
    engine.delete(Table::Nodes, "watched-a").await.unwrap();
    assert_eq!(next(&mut watch).await, Change::Deleted("watched-a".into()));
}

async fn a_watch_of_nothing_is_up_to_date(engine: &dyn Engine) {
    let mut watch = engine.watch(Table::Leader).await.unwrap();
    assert_eq!(next(&mut watch).await, Change::UpToDate);
    let revision = engine.create(Table::Leader, "leader", "me".into()).await.unwrap();
    let record = Record { key: "leader".into(), value: "me".into(), revision };
    assert_eq!(next(&mut watch).await, Change::Put(record));
}

async fn results_are_read_from_the_first_on_each_once_and_in_order(engine: &dyn Engine) {
    for (id, payload) in [("r:a:0", "zero"), ("r:a:1", "one"), ("r:a:0", "zero")] {
        engine.store("results", "a", id, payload.into()).await.unwrap();
    }
    let mut stored = engine.stored("results").await.unwrap();
    for payload in ["zero", "one"] {
        assert_eq!(next(&mut stored).await, Stored { node: "a".into(), payload: payload.into() });
    }
    engine.store("results", "a", "r:a:1", "one".into()).await.unwrap();
    engine.store("results", "b", "r:b:0", "two".into()).await.unwrap();
    assert_eq!(next(&mut stored).await, Stored { node: "b".into(), payload: "two".into() });
}

async fn runs_do_not_see_the_results_of_others(engine: &dyn Engine) {
    let mut stored = engine.stored("mine").await.unwrap();
    engine.store("others", "a", "o:a:0", "other".into()).await.unwrap();
    engine.store("mine", "a", "m:a:0", "mine".into()).await.unwrap();
    assert_eq!(next(&mut stored).await.payload, "mine");
}

async fn nodes_answer(engine: &dyn Engine) {
    let patience = Duration::from_secs(5);
    let nobody = engine.ask("nobody", "?".into(), patience).await;
    assert_eq!(nobody, Err(EngineError::NoNode { node: "nobody".into() }));
    let mut asked = engine.asked("somebody").await.unwrap();
    let answer = async {
        let asked = next(&mut asked).await;
        asked.answer.send([&asked.payload[..], b"!"].concat().into()).unwrap();
    };
    let (answered, ()) = tokio::join!(engine.ask("somebody", "?".into(), patience), answer);
    assert_eq!(answered, Ok("?!".into()));
    let patience = Duration::from_millis(50);
    let silent = engine.ask("somebody", "?".into(), patience).await;
    assert_eq!(silent, Err(EngineError::NoAnswer { node: "somebody".into(), patience }));
}

async fn what_is_no_name_is_refused(engine: &dyn Engine) {
    for name in ["", "a.b", "../up", "a b", "*", ">", "é"] {
        let refused = engine.put(Table::Runs, name, "1".into()).await;
        assert!(matches!(refused, Err(EngineError::Refused { .. })), "{name}: {refused:?}");
        let refused = engine.store(name, "a", "id", "1".into()).await;
        assert!(matches!(refused, Err(EngineError::Refused { .. })), "{name}: {refused:?}");
        let refused = engine.stored(name).await;
        assert!(matches!(refused, Err(EngineError::Refused { .. })), "{name}: {refused:?}");
    }
}

/// The next of a stream, which is there within a patient person's time.
pub(super) async fn next<T>(stream: &mut UnboundedReceiver<T>) -> T {
    let next = tokio::time::timeout(Duration::from_secs(20), stream.recv()).await;
    next.expect("in time").expect("the stream goes on")
}
