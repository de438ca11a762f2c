//! The HTTP client of exporters that send: blocking, since they run when the load is over.
//!
//! It is not the wire of sessions (see `net`), which is made to be measured: it has no proxies, and
//! sends to the allowed targets of the load only.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// How long one request may take.
const LIMIT: Duration = Duration::from_secs(30);

/// The client, shared by all exporters. It trusts the system's certificate authorities, uses the
/// proxy of the environment, follows no redirects, and leaves it to the caller what a status means.
pub(super) fn agent() -> &'static Agent {
    static AGENT: OnceLock<Agent> = OnceLock::new();
    AGENT.get_or_init(|| {
        Agent::config_builder()
            .tls_config(tls())
            .timeout_global(Some(LIMIT))
            .max_redirects(0)
            .http_status_as_error(false)
            .user_agent(concat!("chaperon/", env!("CARGO_PKG_VERSION")))
            .build()
            .into()
    })
}

/// Why a request was not answered.
pub(super) fn reason(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Io(error) => error.to_string(),
        other => other.to_string(),
    }
}

fn tls() -> TlsConfig {
    // What of the system's files cannot be read is not trusted; nothing else follows from it.
    let system = rustls_native_certs::load_native_certs().certs;
    let roots: Vec<_> = system.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
    TlsConfig::builder()
        .root_certs(RootCerts::new_with_certs(&roots))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build()
}
