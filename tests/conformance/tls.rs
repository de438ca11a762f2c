//! TLS: whom to trust, and who we are.

use std::net::TcpStream;
use std::sync::Arc;

use rcgen::{CertifiedKey, KeyPair};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};

use super::every_wire::{Wire, ask, on_every_wire};
use crate::session::recording::{Recording, Seen, answer};

on_every_wire! {
    a_certificate_is_trusted_by_its_authority_or_not_at_all,
    a_certificate_of_another_host_is_refused,
    a_client_shows_its_certificate_where_one_is_asked_for,
    what_speaks_no_tls_is_told_so,
}

pub fn signed(host: &str) -> CertifiedKey<KeyPair> {
    rcgen::generate_simple_self_signed([host.to_owned()]).unwrap()
}

fn der(signed: &CertifiedKey<KeyPair>) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(signed.cert.pem().as_bytes()).unwrap()
}

/// Answers over TLS by this certificate; asks clients for one, where there is one to trust.
pub fn serve(
    wire: Wire,
    own: &CertifiedKey<KeyPair>,
    client: Option<&CertifiedKey<KeyPair>>,
) -> Recording {
    let key = PrivateKeyDer::from_pem_slice(own.signing_key.serialize_pem().as_bytes()).unwrap();
    let provider = Arc::new(ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = match client {
        None => builder.with_no_client_auth(),
        Some(client) => {
            let mut roots = RootCertStore::empty();
            roots.add(der(client)).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let mut config = builder.with_single_cert(vec![der(own)], key).unwrap();
    let safe = |seen: &Seen| answer("200 OK", &[], &format!("safe {}", seen.target));
    if wire.is_http2() {
        config.alpn_protocols = vec![b"h2".to_vec()];
        return Recording::start_http2_over_tls(Arc::new(config), safe);
    }
    let config = Arc::new(config);
    let accept = move |stream: TcpStream| {
        StreamOwned::new(ServerConnection::new(config.clone()).unwrap(), stream)
    };
    Recording::start_over(accept, safe)
}

/// A file with this content, and its path.
fn file(content: String) -> (tempfile::NamedTempFile, String) {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(&file, content).unwrap();
    let path = file.path().display().to_string();
    (file, path)
}

fn url(server: &Recording) -> String {
    server.url().replace("http:", "https:")
}

async fn a_certificate_is_trusted_by_its_authority_or_not_at_all(wire: Wire) {
    let own = signed("127.0.0.1");
    let server = serve(wire, &own, None);
    let (_file, ca) = file(own.cert.pem());
    let requests = ["GET /a", "GET /b"];
    for key in [format!("tls.ca={ca}"), "insecure=true".to_owned()] {
        let asked = ask(wire, &url(&server), &requests, &[&key]).await;
        assert_eq!(asked.outcomes, ["GET /a: 200 safe /a", "GET /b: 200 safe /b"], "{key}");
    }
    assert_eq!(server.opened(), 2);
    let asked = ask(wire, &url(&server), &["GET /a"], &[]).await;
    assert_eq!(asked.outcomes, ["GET /a: tls:unknown_ca"]);
    assert_eq!(server.seen().len(), 4);
}

async fn a_certificate_of_another_host_is_refused(wire: Wire) {
    let own = signed("elsewhere.test");
    let server = serve(wire, &own, None);
    let (_file, ca) = file(own.cert.pem());
    let asked = ask(wire, &url(&server), &["GET /a"], &[&format!("tls.ca={ca}")]).await;
    assert_eq!(asked.outcomes, ["GET /a: tls:wrong_host"]);
}

async fn a_client_shows_its_certificate_where_one_is_asked_for(wire: Wire) {
    let (own, client) = (signed("127.0.0.1"), signed("client.test"));
    let server = serve(wire, &own, Some(&client));
    let (_certificate, cert) = file(client.cert.pem());
    let (_key, key) = file(client.signing_key.serialize_pem());
    let keys = ["insecure=true", &format!("tls.cert={cert}"), &format!("tls.key={key}")];
    let asked = ask(wire, &url(&server), &["GET /a"], &keys).await;
    assert_eq!(asked.outcomes, ["GET /a: 200 safe /a"]);
}

async fn what_speaks_no_tls_is_told_so(wire: Wire) {
    let server = Recording::start_over(
        |mut stream: TcpStream| {
            use std::io::Write;
            let _ = stream.write_all(b"220 mail.test ESMTP\r\n");
            stream
        },
        |_| Vec::new(),
    );
    let asked = ask(wire, &url(&server), &["GET /a"], &[]).await;
    assert_eq!(asked.outcomes, ["GET /a: tls:not_tls"]);
}
