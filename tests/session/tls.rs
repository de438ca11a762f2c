//! HTTPS with an authority of one's own, and with none.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use chaperon::prelude::*;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::in_process::run_with;

#[scenario]
async fn securely(session: &mut Session) -> Result {
    let response = session.get("/").await?;
    session.check("answered", response.text() == "safe");
    session.check("the handshake is timed", response.timing().phases.tls.is_some());
    Ok(())
}

load_test! {
    Secure { scenarios: [securely] }
}

/// A server of one answer a connection; gives its URL and its certificate.
fn server() -> (String, String) {
    let signed = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = signed.signing_key.serialize_pem();
    let chain = vec![CertificateDer::from_pem_slice(signed.cert.pem().as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    thread::spawn(move || serve(&listener, &Arc::new(config)));
    (url, signed.cert.pem())
}

fn serve(listener: &TcpListener, config: &Arc<ServerConfig>) {
    for stream in listener.incoming() {
        let session = ServerConnection::new(config.clone()).unwrap();
        let mut stream = BufReader::new(StreamOwned::new(session, stream.unwrap()));
        let mut line = String::new();
        while stream.read_line(&mut line).is_ok_and(|read| read > 0) && !line.ends_with("\n\r\n") {}
        // A client that does not trust us reads no answer.
        let _ = stream.get_mut().write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nsafe");
    }
}

#[tokio::test]
async fn a_servers_certificate_is_checked_against_our_authority_or_not_at_all() {
    let (url, certificate) = server();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, certificate).unwrap();
    let trusting = [format!("tls.ca={}", file.path().display()), "insecure=true".to_owned()];
    for key in trusting {
        let ran = run_with::<Secure>(&url, |options| options.config.set_text(&key).unwrap()).await;
        assert_eq!(ran.all_errors(), [], "{key}");
        ran.held("answered", 1);
        ran.held("the handshake is timed", 1);
    }
    let ran = run_with::<Secure>(&url, |_| {}).await;
    assert_eq!(ran.all_errors(), [("tls:unknown_ca".to_owned(), 1)]);
}
