//! A program of one's own asks a cluster by a client, over a real NATS server.

use std::time::Duration;

use chaperon::Rate;
use chaperon::cluster::{
    Client, ClientError, Coordinator, EngineError, LeadOptions, NatsOptions, Registry, RunState,
    Submission,
};
use chaperon::prelude::*;

use super::real::{Cluster, NatsServer, count};

/// What the workers know by these names.
#[scenario(name = "hits")]
async fn hits(session: &mut Session) -> Result {
    session.get("/").await?;
    Ok(())
}

load_test! {
    Arrivals {
        default_config: { .. },
        scenarios: [hits at 100/s for 3s],
    }
}

load_test! {
    Counted {
        default_config: { .. },
        scenarios: [30 * hits times 3000],
    }
}

fn options(nats: &NatsServer, user: &str) -> NatsOptions {
    let url = format!("nats://127.0.0.1:{}", nats.port());
    NatsOptions::new(url).user(user, NatsServer::password(user))
}

async fn client(nats: &NatsServer, user: &str) -> Client {
    let registry = Registry::new().load_test::<Arrivals>().load_test::<Counted>();
    Client::connect(&options(nats, user), &registry).await.unwrap()
}

/// Waits until a run is in this state.
async fn until(client: &Client, id: &str, state: RunState) {
    while client.run(id).await.unwrap().state() != state {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn what_is_submitted_is_run_by_the_workers_and_told_of() {
    let cluster = Cluster::start();
    let _coordinator = cluster.coordinator("lead");
    let _workers = cluster.workers(["a", "b"]);
    let client = client(&cluster.nats, "client").await;
    assert_eq!(client.leader().await.unwrap().as_deref(), Some("lead"));
    let nodes = client.nodes().await.unwrap();
    let told: Vec<_> = nodes.iter().map(|it| (it.name(), it.works(), it.coordinates())).collect();
    assert_eq!(told, [("a", true, false), ("b", true, false), ("lead", false, true)]);
    let counted = Submission { tag: Some("mine".to_owned()), ..Submission::of::<Counted>() };
    let counted = counted.set("base_url", cluster.target.url());
    let id = client.submit(counted).await.unwrap();
    let mut states = Vec::new();
    let run = client.follow(&id, |run| states.push(run.state())).await.unwrap();
    assert_eq!((run.state(), states.last()), (RunState::Done, Some(&RunState::Done)));
    assert_eq!(run.workers().collect::<Vec<_>>(), ["a", "b"]);
    let outcome = run.outcome().unwrap();
    assert_eq!((outcome.exit_code(), outcome.node()), (0, "lead"), "{outcome:?}");
    let results = client.results(&id).await.unwrap().unwrap();
    assert_eq!((results.tag(), count(&results, "get(/)")), (Some("mine"), 3000));
    assert_eq!(cluster.target.served().answered("GET /"), 3000);
    let refused = client.pause(&id).await.unwrap_err();
    assert!(matches!(refused, ClientError::State(_)), "{refused}");
    assert_eq!(refused.to_string(), format!("run {id} does not run: it is done"));
}

#[tokio::test]
async fn a_run_is_watched_steered_and_cancelled() {
    let cluster = Cluster::start().sized(&[("RATE", 50), ("SECONDS", 600)]);
    let _coordinator = cluster.coordinator("lead");
    let _worker = cluster.worker("a");
    let client = client(&cluster.nats, "client").await;
    let arrivals = Submission::of::<Arrivals>().set("base_url", cluster.target.url());
    let id = client.submit(arrivals.clone()).await.unwrap();
    let next = client.submit(arrivals).await.unwrap();
    until(&client, &id, RunState::Running).await;
    let [running, scheduled] = [client.running().await, client.scheduled().await];
    let ids = |runs: &[chaperon::cluster::Run]| runs.iter().map(|it| it.id().to_owned()).collect();
    let (running, scheduled): (Vec<_>, Vec<_>) = (ids(&running.unwrap()), ids(&scheduled.unwrap()));
    assert_eq!((running, scheduled), (vec![id.clone()], vec![next.clone()]));
    while client.live(&id).await.unwrap().is_none_or(|live| count(&live, "get(/)") == 0) {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    client.pause(&id).await.unwrap();
    assert!(client.run(&id).await.unwrap().is_paused());
    client.resume(&id).await.unwrap();
    client.set_rate(&id, "hits", Rate::per_second(7)).await.unwrap();
    let run = client.run(&id).await.unwrap();
    assert_eq!(run.rates().collect::<Vec<_>>(), [("hits", Rate::per_second(7))]);
    let wrong = client.set_rate(&id, "hit", Rate::per_second(7)).await.unwrap_err();
    assert!(wrong.to_string().contains("did you mean `hits`?"), "{wrong}");
    assert_eq!(client.cancel_scheduled().await.unwrap(), [next]);
    assert_eq!(client.cancel(&id).await.unwrap().state(), RunState::Cancelled);
    let run = client.wait(&id).await.unwrap();
    assert_eq!((run.state(), run.reason()), (RunState::Cancelled, Some("it was cancelled")));
    assert!(client.cancel_all().await.unwrap().is_empty());
    let results = client.results(&id).await.unwrap().unwrap();
    assert_eq!(count(&results, "get(/)"), cluster.target.served().answered("GET /"));
}

#[tokio::test]
async fn a_program_of_ones_own_leads_and_makes_the_load() {
    let cluster = Cluster::start();
    let client = client(&cluster.nats, "coordinator").await;
    let reports = tempfile::tempdir().unwrap();
    let lead = LeadOptions {
        name: Some("mine".to_owned()),
        cores: Some(1),
        output_folder: reports.path().to_owned(),
        ..LeadOptions::default()
    };
    let coordinator = Coordinator::start(&client, lead).await.unwrap();
    let arrivals = Submission { exports: vec!["json".to_owned()], ..Submission::of::<Arrivals>() };
    let id = client.submit(arrivals.set("base_url", cluster.target.url())).await.unwrap();
    let run = client.wait(&id).await.unwrap();
    assert_eq!(run.workers().collect::<Vec<_>>(), ["mine-worker"]);
    let report = run.outcome().unwrap().report().unwrap().to_owned();
    assert!(report.starts_with(reports.path().to_str().unwrap()), "{report}");
    assert_eq!(cluster.target.served().answered("GET /"), 300);
    coordinator.stop().await.unwrap();
    assert!(client.nodes().await.unwrap().is_empty());
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_its_name() {
    let nats = NatsServer::start();
    let stranger = options(&nats, "client").user("client", "wrong");
    let error = Client::connect(&stranger, &Registry::new()).await.unwrap_err();
    assert!(matches!(&error, ClientError::Engine(EngineError::Refused { .. })), "{error}");
    let client = client(&nats, "client").await;
    let refused = async |submission| client.submit(submission).await.unwrap_err();
    let unknown = refused(Submission::named("Conted")).await;
    let ClientError::NoLoadTest { name, near, known } = &unknown else { panic!("{unknown}") };
    assert_eq!((name.as_str(), near.as_deref()), ("Conted", Some("Counted")));
    assert_eq!(known, &["Arrivals", "Counted"]);
    let key = refused(Submission::of::<Counted>().set("tiemout", "2s")).await;
    assert!(matches!(&key, ClientError::Config(said) if said.contains("timeout")), "{key}");
    let export = Submission { exports: vec!["xml".to_owned()], ..Submission::of::<Counted>() };
    let export = refused(export).await.to_string();
    assert_eq!(export, "no export `xml`: there are csv, json, influx, s3:csv and s3:json");
    let run = client.run("20261121").await.unwrap_err();
    assert!(matches!(run, ClientError::NoRun { .. }), "{run}");
    assert!(client.runs().await.unwrap().is_empty());
}
