//! How it is started, and when it refuses to be.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use tempfile::TempDir;

use super::serving::{Serving, serve};
use crate::cluster::real::Node;

/// Asserts that it refuses to start, and says this.
#[track_caller]
fn refuses(words: &[&str], variables: &[(&str, &str)], said: &[&str]) {
    let folder = TempDir::new().unwrap();
    let mut command = serve(folder.path(), words);
    command.envs(variables.iter().copied());
    let mut node = Node::start("served", command);
    said.iter().for_each(|word| node.says(word));
    assert_eq!(node.ended(), Some(1), "{}", node.said());
    assert!(!folder.path().join("chaperon-data").exists(), "nothing is begun");
}

#[test]
fn off_loopback_it_needs_a_token() {
    refuses(&["--ip", "0.0.0.0"], &[], &["set CHAPERON_API_TOKEN", "0.0.0.0:0"]);
    let variables = [("CHAPERON_IP", "0.0.0.0"), ("CHAPERON_API_TOKEN", "")];
    refuses(&[], &variables, &["set CHAPERON_API_TOKEN"]);
}

#[test]
fn an_address_in_use_and_a_wrong_variable_or_file_are_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    let port = address.port().to_string();
    refuses(&["--port", &port], &[], &[&format!("cannot listen at {address}")]);
    refuses(&["--tls-cert", "no.pem", "--tls-key", "no.key"], &[], &["no.pem"]);
    let said = "CHAPERON_IP is `everywhere`: expected an IP address";
    refuses(&[], &[("CHAPERON_IP", "everywhere")], &[said]);
}

#[test]
fn a_folder_that_another_serves_from_is_refused() {
    let serving = Serving::start();
    let mut other = Node::start("other", serve(serving.folder(), &[]));
    other.says("error: the engine in `chaperon-data`");
    assert_eq!(other.ended(), Some(1));
    serving.get("/load_tests");
}

#[test]
fn with_a_certificate_it_speaks_tls() {
    let names = vec!["localhost".to_owned()];
    let signed = rcgen::generate_simple_self_signed(names).unwrap();
    let pem = signed.cert.pem();
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("cert.pem"), &pem).unwrap();
    fs::write(folder.path().join("key.pem"), signed.signing_key.serialize_pem()).unwrap();
    let words = ["--tls-cert", "cert.pem", "--tls-key", "key.pem"];
    let node = Node::start("served", serve(folder.path(), &words));
    node.says("the API listens at https://");
    let said = node.said();
    let address = said.split("https://").nth(1).unwrap().lines().next().unwrap();
    let told = over_tls(address.parse().unwrap(), &pem);
    assert!(told.starts_with("HTTP/1.1 200 OK") && told.contains("Chaperon @ "), "{told}");
}

fn over_tls(address: SocketAddr, pem: &str) -> String {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from("localhost").unwrap();
    let connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut stream = StreamOwned::new(connection, TcpStream::connect(address).unwrap());
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut told = String::new();
    stream.read_to_string(&mut told).unwrap();
    told
}
