//! A server on a port of its own, and a client that shares no code with it.

use std::sync::Arc;
use std::time::Duration;

use chaperon_macros::scenario;
use serde_json::{Map, Value};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::api::{
    Api, ApiOptions, DefaultOptions, Listening, OptionError, OptionParser, Submission, Token, serve,
};
use crate::cluster::client::Client;
use crate::cluster::engine::{Engine, Local, Table};
use crate::cluster::protocol::{Run, RunState, to_bytes};
use crate::error::Result;
use crate::export::Exporter;
use crate::load_test::{Definition, Entry, Load, LoadTest, Registry, Stages};
use crate::session::Session;
use crate::time::Rate;

/// A server over an engine in memory.
pub(super) struct Served {
    client: Client,
    engine: Arc<dyn Engine>,
    address: String,
}

#[scenario(name = "browse")]
async fn visit(_session: &mut Session) -> Result {
    Ok(())
}

/// A visit, again and again.
struct Shop;

impl LoadTest for Shop {
    const NAME: &'static str = "Shop";

    fn define() -> Definition {
        let rates = Stages::of(Rate::per_second(5), Duration::from_secs(600));
        let load = Load::At { rates, poisson: false };
        Definition::new().entry(Entry::new::<visit>().load(load))
    }
}

/// One answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Status and what it says is wrong.
    #[track_caller]
    pub(super) fn error(&self) -> (u16, String) {
        assert!(self.head.contains("content-type: application/json"), "{self:?}");
        let body = self.json();
        assert_eq!(body.as_object().unwrap().len(), 1, "{body}");
        (self.status, body["error"].as_str().unwrap().to_owned())
    }
}

/// Whether there are such exports.
fn exporters(formats: &[String]) -> Result<Vec<Arc<dyn Exporter>>, String> {
    match formats {
        [] => Ok(Vec::new()),
        _ => Err("there is none".to_owned()),
    }
}

/// A parser that does what the name of a test says.
struct ByName;

impl OptionParser for ByName {
    fn parse(
        &self,
        test: &str,
        options: &Map<String, Value>,
    ) -> Result<Vec<Submission>, OptionError> {
        match test {
            "Twice" => Ok([("a", 1), ("b", 2)]
                .map(|(tag, seed)| Submission {
                    load_test: "Shop".to_owned(),
                    tag: Some(tag.to_owned()),
                    seed: Some(seed),
                    ..Submission::default()
                })
                .into()),
            "None" => Ok(Vec::new()),
            "Broken" => panic!("on purpose"),
            "Closed" => Err("`test`: closed on Sundays".into()),
            _ => DefaultOptions.parse(test, options),
        }
    }
}

impl Served {
    pub(super) async fn open() -> Self {
        Self::with(None).await
    }

    pub(super) async fn with(token: Option<&str>) -> Self {
        let engine: Arc<dyn Engine> = Arc::new(Local::open(None).unwrap());
        let client = Client::new(engine.clone(), &Registry::new().load_test::<Shop>());
        let options = ApiOptions {
            address: "127.0.0.1:0".parse().unwrap(),
            token: token.and_then(Token::new),
            hosts: Vec::new(),
            tls: None,
        };
        let listening = Listening::at(&options).await.unwrap();
        let address = listening.url().replace("http://", "");
        let asked = client.clone();
        tokio::spawn(async move {
            let stop = std::future::pending();
            let api = Api { client: asked, option_parser: Arc::new(ByName), exporters };
            serve(listening, &options, api, stop).await;
        });
        Self { client, engine, address }
    }

    /// All runs.
    pub(super) async fn all(&self) -> Vec<Run> {
        self.client.runs().await.unwrap()
    }

    /// Says how far a run is.
    pub(super) async fn be(&self, id: &str, state: RunState) {
        let run = Run { state, ..self.client.run(id).await.unwrap() };
        self.engine.put(Table::Runs, id, to_bytes(&run)).await.unwrap();
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], "").await
    }

    pub(super) async fn ask(&self, method: &str, path: &str, head: &[&str], body: &str) -> Answer {
        let host = format!("Host: {}", self.address);
        let length = format!("Content-Length: {}", body.len());
        let lines = [&[&*host, "Connection: close", &*length], head].concat();
        let text = format!("{method} {path} HTTP/1.1\r\n{}\r\n\r\n{body}", lines.join("\r\n"));
        self.send(text.as_bytes()).await
    }

    /// Sends these bytes and reads to the connection's end.
    pub(super) async fn send(&self, bytes: &[u8]) -> Answer {
        let mut stream = TcpStream::connect(&self.address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").expect("a response head");
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        Answer { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    /// Submits this many runs of one load test; gives their ids.
    pub(super) async fn submit(&self, number: usize) -> Vec<String> {
        let items = vec![r#"{"test": "Shop"}"#; number].join(",");
        let body = format!(r#"{{"load_tests": [{items}]}}"#);
        let answer = self.ask("POST", "/load_tests", &[], &body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        serde_json::from_value(answer.json()["scheduled"].clone()).unwrap()
    }
}
