//! Servers that cannot be used: each is refused within seconds, by its address and with what is
//! missing.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::thread;
use std::time::Duration;

use super::nats_server::NatsServer;
use crate::cluster::engine::{EngineError, Nats, NatsOptions};

/// Why there is no connection.
async fn refusal(options: &NatsOptions) -> String {
    let connect = tokio::time::timeout(Duration::from_secs(5), Nats::connect(options));
    let error = connect.await.expect("in under 5 s").expect_err("a refusal");
    if let EngineError::Refused { place, .. } | EngineError::Away { place, .. } = &error {
        assert!(place.starts_with("nats://") || place.starts_with("tls://"), "{place}");
    }
    let error = error.to_string();
    assert!(!error.contains("hush"), "{error}");
    error
}

#[tokio::test]
async fn nobody_listens() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refusal = refusal(&NatsOptions::new(free.to_string())).await;
    assert!(refusal.contains(&format!("nats://{free} is away")), "{refusal}");
    assert!(refusal.to_lowercase().contains("refused"), "{refusal}");
}

#[tokio::test]
async fn somebody_listens_and_says_nothing() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let refusal = refusal(&NatsOptions::new(silent.local_addr().unwrap().to_string())).await;
    assert!(refusal.contains("did not answer"), "{refusal}");
}

#[tokio::test]
async fn the_server_does_not_know_who_asks() {
    let server = NatsServer::start();
    let at = format!("127.0.0.1:{}", server.port());
    let nobody = refusal(&NatsOptions::new(&at)).await;
    assert!(nobody.contains("CHAPERON_NATS_TOKEN"), "{nobody}");
    let in_url = refusal(&NatsOptions::new(format!("nats://worker:hush@{at}"))).await;
    assert!(in_url.contains("URL") && in_url.contains(&at), "{in_url}");
    let token = NatsOptions::new(&at).token("hush");
    assert!(refusal(&token).await.contains("check CHAPERON_NATS_TOKEN"));
    let user = NatsOptions::new(&at).user("worker", "hush");
    assert!(refusal(&user).await.contains("CHAPERON_NATS_PASSWORD"));
}

#[tokio::test]
async fn a_token_that_it_knows_is_enough() {
    let server = NatsServer::with(&["-js", "--auth", "hush"]);
    let at = format!("127.0.0.1:{}", server.port());
    let token = NatsOptions::new(&at).token("hush");
    Nats::connect(&token).await.unwrap();
    Nats::connect(&NatsOptions::new(format!("nats://hush@{at}"))).await.unwrap();
}

#[tokio::test]
async fn there_is_no_jetstream() {
    let server = NatsServer::with(&[]);
    let refusal = refusal(&NatsOptions::new(format!("127.0.0.1:{}", server.port()))).await;
    assert!(refusal.contains("JetStream") && refusal.contains("-js"), "{refusal}");
}

#[tokio::test]
async fn it_is_elsewhere_and_asks_nobody_who_they_are() {
    let server = NatsServer::with(&["-js"]);
    // The machine itself, by an address that is not loopback's.
    let elsewhere = NatsOptions::new(format!("0.0.0.0:{}", server.port()));
    let refusal = refusal(&elsewhere).await;
    assert!(refusal.contains("--insecure-engine"), "{refusal}");
    Nats::connect(&NatsOptions { insecure: true, ..elsewhere }).await.unwrap();
}

#[tokio::test]
async fn it_is_too_old() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let info =
            r#"{"server_id":"old","version":"2.9.9","max_payload":1048576,"jetstream":true}"#;
        stream.write_all(format!("INFO {info}\r\n").as_bytes()).unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap()).lines();
        for line in lines.map_while(Result::ok) {
            if line.starts_with("PING") {
                stream.write_all(b"PONG\r\n").unwrap();
            }
        }
    });
    let refusal = refusal(&NatsOptions::new(address.to_string())).await;
    assert!(refusal.contains("2.9.9") && refusal.contains("2.9.10"), "{refusal}");
}

#[tokio::test]
async fn its_certificate_is_nobodys_and_then_somebodys() {
    let folder = tempfile::tempdir().unwrap();
    let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    let signed = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    fs::write(&cert, signed.cert.pem()).unwrap();
    fs::write(&key, signed.signing_key.serialize_pem()).unwrap();
    let text = |path: &Path| path.display().to_string();
    let server =
        NatsServer::with(&["-js", "--tls", "--tlscert", &text(&cert), "--tlskey", &text(&key)]);
    let unknown = NatsOptions::new(format!("tls://127.0.0.1:{}", server.port()));
    let told = refusal(&unknown).await;
    assert!(told.contains("--nats-ca"), "{told}");
    let known = NatsOptions { ca: Some(cert), ..unknown.clone() };
    Nats::connect(&known).await.unwrap();
    let missing = NatsOptions { ca: Some(folder.path().join("none.pem")), ..unknown };
    let told = refusal(&missing).await;
    assert!(told.contains("none.pem"), "{told}");
}

#[tokio::test]
async fn files_of_credentials_that_cannot_be_used_are_named() {
    let at = "127.0.0.1:1";
    let creds = NatsOptions { creds: Some("none.creds".into()), ..NatsOptions::new(at) };
    assert!(refusal(&creds).await.contains("none.creds"));
    let nkey = NatsOptions { nkey: Some("none.nk".into()), ..NatsOptions::new(at) };
    assert!(refusal(&nkey).await.contains("none.nk"));
    let cert = NatsOptions { cert: Some("none.pem".into()), ..NatsOptions::new(at) };
    assert!(refusal(&cert).await.contains("--nats-key"));
}
