//! TLS: whom is trusted, and how it fails.

use std::io::Write;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use tempfile::NamedTempFile;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::server::{Ask, Does, known_host, listen, on_a_core, serve, slot_with, writes};
use crate::error::ErrorKind;
use crate::net::{BaseUrl, NetSettings, TlsSettings};
use crate::time::{millis, now};

struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn file(&self) -> NamedTempFile {
        file(&self.0.pem())
    }

    /// A certificate and its key, for a host until a year.
    fn sign(&self, host: &str, until: i32) -> (String, String) {
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        params.not_after = rcgen::date_time_ymd(until, 1, 1);
        let key = KeyPair::generate().unwrap();
        let issuer: &Issuer<'_, KeyPair> = &self.0;
        (params.signed_by(&key, issuer).unwrap().pem(), key.serialize_pem())
    }
}

fn file(text: &str) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file
}

fn path(file: &NamedTempFile) -> Option<std::path::PathBuf> {
    Some(Path::new(file.path()).to_owned())
}

/// A server that answers `requests` on each of `connections`; gives whether each was resumed.
async fn server(
    (certificate, key): (String, String),
    client: Option<&Authority>,
    connections: usize,
    requests: usize,
) -> (JoinHandle<Vec<bool>>, BaseUrl) {
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = match client {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = rustls::RootCertStore::empty();
            roots.add(authority.0.der().clone()).unwrap();
            let provider = Arc::new(ring::default_provider());
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
            builder.with_client_cert_verifier(verifier.build().unwrap())
        }
    };
    let chain = vec![CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(builder.with_single_cert(chain, key).unwrap()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::task::spawn_local(async move {
        let mut resumed = Vec::new();
        for _ in 0..connections {
            let (stream, _) = listener.accept().await.unwrap();
            let Ok(mut stream) = acceptor.accept(stream).await else { continue };
            resumed
                .push(stream.get_ref().1.handshake_kind() == Some(rustls::HandshakeKind::Resumed));
            for _ in 0..requests {
                let mut request = [0; 1024];
                if stream.read(&mut request).await.is_ok_and(|read| read > 0) {
                    let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
                    stream.write_all(answer).await.unwrap();
                }
            }
            let _ = stream.shutdown().await;
        }
        resumed
    });
    (server, BaseUrl::parse(&format!("https://localhost:{port}")).unwrap())
}

fn settings(tls: TlsSettings) -> NetSettings {
    let here = vec!["127.0.0.1".parse().unwrap()];
    let resolve = vec![known_host("localhost", here)];
    NetSettings { tls, resolve, ..NetSettings::default() }
}

fn trusting(ca: &NamedTempFile) -> NetSettings {
    settings(TlsSettings { ca: path(ca), ..TlsSettings::default() })
}

async fn kind(settings: NetSettings, base: &BaseUrl) -> ErrorKind {
    Ask::default().of(&slot_with(settings), base).await.unwrap_err().error.kind()
}

#[test]
fn requests_follow_each_other_inside_tls() {
    on_a_core(async {
        let authority = Authority::new();
        let ca = authority.file();
        let (server, base) = server(authority.sign("localhost", 2099), None, 1, 3).await;
        let slot = slot_with(trusting(&ca));
        for number in 0..3 {
            let exchange = Ask::default().of(&slot, &base).await.unwrap();
            assert_eq!(exchange.body, "ok");
            assert_eq!(exchange.phases.tls.is_some(), number == 0);
            // So that the server's tickets are there, and are no reason to connect anew.
            tokio::time::sleep(millis(5)).await;
        }
        assert_eq!(slot.opened(), 1);
        server.await.unwrap();
    });
}

#[test]
fn tickets_are_a_slot_s_own() {
    on_a_core(async {
        let authority = Authority::new();
        let ca = authority.file();
        let (server, base) = server(authority.sign("localhost", 2099), None, 3, 1).await;
        let net = Rc::new(crate::net::Net::new());
        let allowed = crate::net::Targets::any();
        let settings = Rc::new(NetSettings { allow_targets: allowed, ..trusting(&ca) });
        let slots = [0, 1].map(|_| crate::net::Connections::new(net.clone(), settings.clone()));
        for slot in [0, 0, 1] {
            Ask::default().of(&slots[slot], &base).await.unwrap();
            slots[slot].close_idle();
        }
        assert_eq!(server.await.unwrap(), [false, true, false]);
    });
}

#[test]
fn each_fault_of_a_certificate_has_its_kind() {
    on_a_core(async {
        let authority = Authority::new();
        let (ca, other) = (authority.file(), Authority::new().file());
        for (trusted, host, until, expected) in [
            (&other, "localhost", 2099, ErrorKind::TlsUnknownCa),
            (&ca, "elsewhere", 2099, ErrorKind::TlsWrongHost),
            (&ca, "localhost", 2020, ErrorKind::TlsExpired),
        ] {
            let (server, base) = server(authority.sign(host, until), None, 1, 1).await;
            assert_eq!(kind(trusting(trusted), &base).await, expected);
            server.await.unwrap();
        }
    });
}

#[test]
fn anyone_is_trusted_when_that_is_asked_for() {
    on_a_core(async {
        let authority = Authority::new();
        let (server, base) = server(authority.sign("elsewhere", 2020), None, 1, 1).await;
        let tls = TlsSettings { insecure: true, ..TlsSettings::default() };
        Ask::default().of(&slot_with(settings(tls)), &base).await.unwrap();
        server.await.unwrap();
    });
}

#[test]
fn a_certificate_of_ours_is_shown_to_who_asks() {
    on_a_core(async {
        let authority = Authority::new();
        let ca = authority.file();
        let signed = authority.sign("localhost", 2099);
        let (server, base) = server(signed, Some(&authority), 2, 1).await;
        let (cert, key) = authority.sign("me", 2099);
        let (cert, key) = (file(&cert), file(&key));
        let tls = TlsSettings {
            ca: path(&ca),
            cert: path(&cert),
            key: path(&key),
            ..TlsSettings::default()
        };
        Ask::default().of(&slot_with(settings(tls)), &base).await.unwrap();
        assert_eq!(kind(trusting(&ca), &base).await, ErrorKind::TlsFailed);
        server.await.unwrap();
    });
}

#[test]
fn plain_text_is_not_tls() {
    on_a_core(async {
        let (listener, base) = listen().await;
        let no = writes("HTTP/1.1 400 Bad Request\r\n\r\n");
        let server = serve(listener, vec![vec![no, Does::Waits]]);
        let base = base.to_string().replace("http://", "https://");
        let base = BaseUrl::parse(&base).unwrap();
        assert_eq!(kind(NetSettings::default(), &base).await, ErrorKind::TlsNotTls);
        server.await.unwrap();
    });
}

#[test]
fn a_handshake_that_hangs_or_breaks_has_its_kind() {
    on_a_core(async {
        let (listener, base) = listen().await;
        let base = base.to_string().replace("http://", "https://");
        let base = BaseUrl::parse(&base).unwrap();
        let server = serve(listener, vec![vec![Does::Waits], vec![Does::Closes]]);
        let slot = slot_with(NetSettings::default());
        let deadline = Some(now() + millis(30));
        let late = Ask { deadline, ..Ask::default() }.of(&slot, &base).await.unwrap_err();
        assert_eq!(late.error.kind(), ErrorKind::TimeoutTls);
        assert_eq!(kind(NetSettings::default(), &base).await, ErrorKind::TlsFailed);
        server.await.unwrap();
    });
}

#[test]
fn files_that_cannot_be_used_are_named() {
    on_a_core(async {
        let (listener, base) = listen().await;
        let base = base.to_string().replace("http://", "https://");
        let base = BaseUrl::parse(&base).unwrap();
        let empty = file("nothing");
        let none = TlsSettings::default;
        for (tls, said) in [
            (TlsSettings { ca: Some("/no/such.pem".into()), ..none() }, "/no/such.pem"),
            (TlsSettings { ca: path(&empty), ..none() }, "no certificate in it"),
            (TlsSettings { cert: path(&empty), ..none() }, "needs its `tls.key`"),
        ] {
            let slot = slot_with(settings(tls));
            let error = Ask::default().of(&slot, &base).await.unwrap_err().error;
            assert_eq!(error.kind(), ErrorKind::Config);
            assert!(error.to_string().contains(said), "{error}");
        }
        drop(listener);
    });
}
