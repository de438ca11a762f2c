//! NATS, by a real server.

use std::time::Duration;

use async_nats::jetstream::stream::{DiscardPolicy, StorageType};
use bytes::Bytes;
use rustix::process::Signal;
use tokio::sync::mpsc::UnboundedReceiver;

use super::cases::{self, next};
use super::nats_server::NatsServer;
use crate::cluster::engine::{
    Change, Engine, EngineError, Nats, NatsOptions, Record, Stored, Table,
};

/// What a user of the configuration that is shipped says.
fn options(server: &NatsServer, user: &str) -> NatsOptions {
    NatsOptions::new(server.url(user))
}

async fn engine(server: &NatsServer, user: &str) -> Nats {
    Nats::connect(&options(server, user)).await.unwrap()
}

/// A client that may do what it wants, of a server without users.
async fn administrator(server: &NatsServer) -> async_nats::jetstream::Context {
    let url = format!("nats://127.0.0.1:{}", server.port());
    async_nats::jetstream::new(async_nats::connect(url).await.unwrap())
}

#[tokio::test]
async fn it_does_what_every_engine_does() {
    let server = NatsServer::start();
    cases::all(&engine(&server, "coordinator").await).await;
}

#[tokio::test]
async fn what_it_keeps_is_bounded_and_as_durable_as_promised() {
    let server = NatsServer::with(&["-js"]);
    engine(&server, "").await;
    let nats = administrator(&server).await;
    let config = async |name| nats.get_stream(name).await.unwrap().cached_info().config.clone();
    let leader = config("KV_chap_default_leader").await;
    assert_eq!((leader.storage, leader.max_age), (StorageType::File, Duration::from_secs(10)));
    let nodes = config("KV_chap_default_nodes").await;
    assert_eq!((nodes.storage, nodes.max_age), (StorageType::Memory, Duration::from_secs(6)));
    let runs = config("KV_chap_default_runs").await;
    assert_eq!((runs.storage, runs.max_age), (StorageType::File, Duration::ZERO));
    let results = config("CHAP_default_RESULTS").await;
    assert_eq!((results.storage, results.discard), (StorageType::File, DiscardPolicy::New));
    assert_eq!(results.max_age, Duration::from_secs(24 * 3600));
    assert_eq!(results.duplicate_window, Duration::from_secs(600));
    assert_eq!(results.max_bytes, 1 << 30);
    for bounded in [leader, nodes, runs] {
        assert!(bounded.max_bytes > 0, "{bounded:?}");
        assert_eq!(bounded.max_messages_per_subject, 1);
    }
}

#[tokio::test]
async fn records_age_and_a_leader_that_was_gone_leads_no_more() {
    let server = NatsServer::with(&["-js"]);
    let made = engine(&server, "").await;
    drop(made);
    // What differs from what would be made is used as it is: here, the ages.
    let nats = administrator(&server).await;
    for name in ["KV_chap_default_leader", "KV_chap_default_nodes"] {
        let mut config = nats.get_stream(name).await.unwrap().cached_info().config.clone();
        config.max_age = Duration::from_secs(1);
        config.duplicate_window = config.max_age;
        nats.update_stream(config).await.unwrap();
    }
    let (old, new) = (engine(&server, "").await, engine(&server, "").await);
    let epoch = old.create(Table::Leader, "leader", "old".into()).await.unwrap();
    old.put(Table::Nodes, "node", "1".into()).await.unwrap();
    let conflict = new.create(Table::Leader, "leader", "new".into()).await;
    assert_eq!(conflict, Err(EngineError::Conflict));
    let newer = loop {
        match new.create(Table::Leader, "leader", "new".into()).await {
            Err(EngineError::Conflict) => tokio::time::sleep(Duration::from_millis(50)).await,
            created => break created.unwrap(),
        }
    };
    assert!(newer > epoch);
    let late = old.update(Table::Leader, "leader", "old".into(), epoch).await;
    assert_eq!(late, Err(EngineError::Conflict));
    while !new.list(Table::Nodes).await.unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(new.get(Table::Nodes, "node").await, Ok(None));
    let mut watch = new.watch(Table::Nodes).await.unwrap();
    assert_eq!(next(&mut watch).await, Change::UpToDate);
}

#[tokio::test]
async fn each_role_may_do_what_it_has_to_and_no_more() {
    let server = NatsServer::start();
    let (worker, client) = (engine(&server, "worker").await, engine(&server, "client").await);
    let coordinator = engine(&server, "coordinator").await;
    client.create(Table::Runs, "run", "queued".into()).await.unwrap();
    coordinator.create(Table::Leader, "leader", "me".into()).await.unwrap();
    worker.put(Table::Nodes, "w", "here".into()).await.unwrap();
    worker.store("run", "w", "run:w:0", "frame".into()).await.unwrap();
    let mut asked = worker.asked("w").await.unwrap();
    let mut seen = worker.watch(Table::Runs).await.unwrap();
    let mut stored = client.stored("run").await.unwrap();
    assert!(matches!(next(&mut seen).await, Change::Put(Record { key, .. }) if key == "run"));
    assert_eq!(next(&mut stored).await.payload, "frame");
    let answer = async { next(&mut asked).await.answer.send("ready".into()).unwrap() };
    let (answered, ()) =
        tokio::join!(coordinator.ask("w", "prepare".into(), Duration::from_secs(5)), answer);
    assert_eq!(answered, Ok("ready".into()));
    for reader in [&worker, &client, &coordinator] {
        for table in [Table::Leader, Table::Nodes, Table::Runs] {
            assert_eq!(reader.list(table).await.unwrap().len(), 1);
        }
    }
    let forbidden = tokio::join!(
        worker.put(Table::Runs, "run", "cancelled".into()),
        client.put(Table::Leader, "leader", "client".into()),
        async { client.store("run", "w", "run:w:1", "frame".into()).await.map(|()| 0) },
    );
    for refused in [forbidden.0, forbidden.1, forbidden.2] {
        let Err(EngineError::Refused { why, .. }) = refused else { panic!("{refused:?}") };
        assert!(why.to_lowercase().contains("permissions violation"), "{why}");
    }
    assert!(worker.troubles().errors > 0, "{:?}", worker.troubles());
}

#[tokio::test]
async fn a_full_store_says_so_and_goes_on_when_there_is_room() {
    let server = NatsServer::with(&["-js"]);
    let small = NatsOptions { max_bytes: 100_000, ..options(&server, "") };
    let engine = Nats::connect(&small).await.unwrap();
    let frame = Bytes::from(vec![7; 30_000]);
    let store = async |id: &str| engine.store("run", "a", id, frame.clone()).await;
    for id in ["run:a:0", "run:a:1", "run:a:2"] {
        store(id).await.unwrap();
    }
    let full = store("run:a:3").await;
    let Err(EngineError::Full { why, .. }) = &full else { panic!("{full:?}") };
    assert!(why.contains("CHAP_default_RESULTS") && why.contains("10077"), "{why}");
    let stream = administrator(&server).await.get_stream("CHAP_default_RESULTS").await.unwrap();
    stream.purge().await.unwrap();
    store("run:a:3").await.unwrap();
}

#[tokio::test]
async fn what_was_acknowledged_survives_the_servers_kill() {
    let mut server = NatsServer::start();
    let engine = engine(&server, "coordinator").await;
    let mut stored = engine.stored("run").await.unwrap();
    let mut runs = engine.watch(Table::Runs).await.unwrap();
    let mut nodes = engine.watch(Table::Nodes).await.unwrap();
    assert_eq!(next(&mut runs).await, Change::UpToDate);
    assert_eq!(next(&mut nodes).await, Change::UpToDate);
    let before = engine.create(Table::Runs, "before", "1".into()).await.unwrap();
    engine.put(Table::Nodes, "node", "1".into()).await.unwrap();
    let mut asked = engine.asked("node").await.unwrap();
    store(&engine, 0..50).await;
    server.kill();
    server.restart();
    // The node writes itself down again, as it does all the time.
    retry(async || engine.put(Table::Nodes, "node", "2".into()).await).await;
    let after = retry(async || engine.put(Table::Runs, "after", "1".into()).await).await;
    assert!(after > before);
    store(&engine, 40..60).await;
    for number in 0..60 {
        assert_eq!(next(&mut stored).await, frame(number));
    }
    assert_eq!(keys(&mut runs, 2).await, ["before", "after"]);
    assert_eq!(keys(&mut nodes, 2).await, ["node", "node"]);
    let listed = engine.list(Table::Runs).await.unwrap();
    assert_eq!(listed.iter().map(|it| it.key.as_str()).collect::<Vec<_>>(), ["before", "after"]);
    let answer = async { next(&mut asked).await.answer.send("still".into()).unwrap() };
    let ask = engine.ask("node", "there?".into(), Duration::from_secs(5));
    assert_eq!(tokio::join!(ask, answer).0, Ok("still".into()));
    assert!(engine.troubles().disconnects > 0);
}

#[tokio::test]
async fn what_a_frozen_server_did_not_acknowledge_is_stored_once() {
    let server = NatsServer::start();
    let engine = engine(&server, "coordinator").await;
    let mut stored = engine.stored("run").await.unwrap();
    store(&engine, 0..1).await;
    server.signal(Signal::STOP);
    let (stopped, read) = tokio::join!(
        engine.store("run", "a", "run:a:1", frame(1).payload),
        engine.list(Table::Runs)
    );
    assert!(matches!(stopped, Err(EngineError::Away { .. })), "{stopped:?}");
    assert!(matches!(read, Err(EngineError::Away { .. })), "{read:?}");
    server.signal(Signal::CONT);
    retry(async || engine.store("run", "a", "run:a:1", frame(1).payload).await).await;
    store(&engine, 2..3).await;
    for number in 0..3 {
        assert_eq!(next(&mut stored).await, frame(number));
    }
}

#[tokio::test]
async fn streams_end_with_the_engine() {
    let server = NatsServer::start();
    let engine = engine(&server, "coordinator").await;
    let mut watch = engine.watch(Table::Runs).await.unwrap();
    let mut stored = engine.stored("run").await.unwrap();
    let mut asked = engine.asked("node").await.unwrap();
    assert_eq!(next(&mut watch).await, Change::UpToDate);
    drop(engine);
    assert_eq!(watch.recv().await, None);
    assert_eq!(stored.recv().await, None);
    assert!(asked.recv().await.is_none());
}

fn frame(number: u32) -> Stored {
    Stored { node: "a".into(), payload: number.to_string().into() }
}

async fn store(engine: &Nats, numbers: std::ops::Range<u32>) {
    for number in numbers {
        let id = format!("run:a:{number}");
        retry(async || engine.store("run", "a", &id, frame(number).payload).await).await;
    }
}

/// As all do when the engine is away.
async fn retry<T>(mut doing: impl AsyncFnMut() -> Result<T, EngineError>) -> T {
    loop {
        match doing().await {
            Err(EngineError::Away { .. }) => {}
            done => return done.unwrap(),
        }
    }
}

async fn keys(changes: &mut UnboundedReceiver<Change>, count: usize) -> Vec<String> {
    let mut keys = Vec::new();
    while keys.len() < count {
        match next(changes).await {
            Change::Put(record) => keys.push(record.key),
            change => panic!("{change:?}"),
        }
    }
    keys
}
