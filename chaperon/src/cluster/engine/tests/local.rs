//! The engine of one machine.

use std::fs;
use std::time::Duration;

use futures_util::future::join_all;

use super::cases::{self, next};
use crate::cluster::engine::{Change, Engine, EngineError, Local, Table};

#[tokio::test(start_paused = true)]
async fn in_memory_it_does_what_every_engine_does() {
    cases::all(&Local::open(None).unwrap()).await;
}

#[tokio::test(start_paused = true)]
async fn in_a_folder_it_does_what_every_engine_does() {
    let folder = tempfile::tempdir().unwrap();
    cases::all(&Local::open(Some(folder.path())).unwrap()).await;
}

#[tokio::test(start_paused = true)]
async fn the_leader_is_gone_after_10_seconds_and_a_node_after_6() {
    let engine = Local::open(None).unwrap();
    let leader = engine.create(Table::Leader, "leader", "a".into()).await.unwrap();
    engine.put(Table::Nodes, "node", "a".into()).await.unwrap();
    tokio::time::advance(Duration::from_secs(6)).await;
    assert_eq!(engine.list(Table::Nodes).await, Ok(Vec::new()));
    let leader = engine.update(Table::Leader, "leader", "a".into(), leader).await.unwrap();
    tokio::time::advance(Duration::from_secs(9)).await;
    let early = engine.create(Table::Leader, "leader", "b".into()).await;
    assert_eq!(early, Err(EngineError::Conflict));
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(engine.get(Table::Leader, "leader").await, Ok(None));
    let late = engine.update(Table::Leader, "leader", "a".into(), leader).await;
    assert_eq!(late, Err(EngineError::Conflict));
    assert!(engine.create(Table::Leader, "leader", "b".into()).await.unwrap() > leader);
}

#[tokio::test(start_paused = true)]
async fn runs_and_results_survive_and_nodes_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Local::open(Some(folder.path())).unwrap();
    let run = engine.create(Table::Runs, "run", "queued".into()).await.unwrap();
    let run = engine.update(Table::Runs, "run", "running".into(), run).await.unwrap();
    engine.create(Table::Runs, "gone", "queued".into()).await.unwrap();
    engine.delete(Table::Runs, "gone").await.unwrap();
    engine.put(Table::Nodes, "node", "a".into()).await.unwrap();
    let epoch = engine.create(Table::Leader, "leader", "a".into()).await.unwrap();
    engine.store("run", "a", "run:a:0", "zero".into()).await.unwrap();
    drop(engine);

    let engine = Local::open(Some(folder.path())).unwrap();
    let runs = engine.list(Table::Runs).await.unwrap();
    assert_eq!(runs.len(), 1);
    assert_eq!((&runs[0].value[..], runs[0].revision), (&b"running"[..], run));
    assert_eq!(engine.list(Table::Nodes).await, Ok(Vec::new()));
    assert!(engine.create(Table::Leader, "leader", "b".into()).await.unwrap() > epoch);
    assert!(engine.create(Table::Runs, "new", "queued".into()).await.unwrap() > run + 2);
    engine.store("run", "a", "run:a:0", "zero".into()).await.unwrap();
    engine.store("run", "a", "run:a:1", "one".into()).await.unwrap();
    let mut stored = engine.stored("run").await.unwrap();
    assert_eq!(next(&mut stored).await.payload, "zero");
    assert_eq!(next(&mut stored).await.payload, "one");
}

#[tokio::test]
async fn what_is_stored_side_by_side_is_in_the_folder_when_it_is_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Local::open(Some(folder.path())).unwrap();
    let stores = (0..200_u32).map(|it| {
        let number = it % 100;
        engine.store("run", "a", &format!("run:a:{number}"), number.to_be_bytes().to_vec().into())
    });
    join_all(stores).await.into_iter().for_each(|stored| stored.unwrap());
    // The process goes on: what is read is what another one would find after a crash.
    let copy = tempfile::tempdir().unwrap();
    fs::create_dir(copy.path().join("results")).unwrap();
    let file = "results/run.log";
    fs::copy(folder.path().join(file), copy.path().join(file)).unwrap();
    let after = Local::open(Some(copy.path())).unwrap();
    let mut stored = after.stored("run").await.unwrap();
    for number in 0..100_u32 {
        assert_eq!(next(&mut stored).await.payload, number.to_be_bytes().to_vec());
    }
    assert!(stored.try_recv().is_err());
}

#[tokio::test]
async fn a_folder_in_which_another_process_works_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let first = Local::open(Some(folder.path())).unwrap();
    let error = Local::open(Some(folder.path())).unwrap_err().to_string();
    assert!(error.contains(&folder.path().display().to_string()), "{error}");
    assert!(error.contains("another process"), "{error}");
    drop(first);
    Local::open(Some(folder.path())).unwrap();
}

#[tokio::test]
async fn a_journal_that_a_crash_has_damaged_is_read_as_far_as_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Local::open(Some(folder.path())).unwrap();
    engine.create(Table::Runs, "run", "queued".into()).await.unwrap();
    drop(engine);
    let path = folder.path().join("tables.log");
    let mut bytes = fs::read(&path).unwrap();
    bytes.extend([0, 0, 0, 9, 1, 2, 3]);
    fs::write(&path, bytes).unwrap();
    let engine = Local::open(Some(folder.path())).unwrap();
    assert_eq!(engine.list(Table::Runs).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_journal_that_grew_long_is_written_anew_with_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Local::open(Some(folder.path())).unwrap();
    let mut last = 0;
    for _ in 0..6 {
        last = engine.put(Table::Runs, "run", vec![7; 1 << 20].into()).await.unwrap();
    }
    assert!(fs::metadata(folder.path().join("tables.log")).unwrap().len() < 4 << 20);
    drop(engine);
    let engine = Local::open(Some(folder.path())).unwrap();
    assert_eq!(engine.list(Table::Runs).await.unwrap()[0].revision, last);
}

#[tokio::test]
async fn streams_end_with_the_engine() {
    let engine = Local::open(None).unwrap();
    let mut watch = engine.clone().watch(Table::Runs).await.unwrap();
    assert_eq!(next(&mut watch).await, Change::UpToDate);
    drop(engine);
    assert_eq!(watch.recv().await, None);
}
