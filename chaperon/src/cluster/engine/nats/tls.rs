//! Whom to trust, and the client's own certificate.

use std::path::Path;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore};

use super::options::NatsOptions;

/// The client's side of TLS. The error names the file that cannot be used.
pub(super) fn configure(options: &NatsOptions) -> Result<ClientConfig, String> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .with_root_certificates(roots(options.ca.as_deref())?);
    match (&options.cert, &options.key) {
        (None, None) => Ok(builder.with_no_client_auth()),
        (Some(cert), Some(key)) => {
            let private =
                PrivateKeyDer::from_pem_file(key).map_err(|error| unusable("key", key, &error))?;
            builder
                .with_client_auth_cert(certificates("cert", cert)?, private)
                .map_err(|error| unusable("cert", cert, &error))
        }
        (Some(_), None) => Err("--nats-cert needs its --nats-key".to_owned()),
        (None, Some(_)) => Err("--nats-key needs its --nats-cert".to_owned()),
    }
}

fn roots(ca: Option<&Path>) -> Result<RootCertStore, String> {
    let mut roots = RootCertStore::empty();
    let Some(ca) = ca else {
        // What of the system's files cannot be read is not trusted; nothing else follows from it.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        return Ok(roots);
    };
    for certificate in certificates("ca", ca)? {
        roots.add(certificate).map_err(|error| unusable("ca", ca, &error))?;
    }
    Ok(roots)
}

fn certificates(flag: &str, file: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let found: Vec<_> = CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect)
        .map_err(|error| unusable(flag, file, &error))?;
    if found.is_empty() {
        return Err(unusable(flag, file, &"there is no certificate in it"));
    }
    Ok(found)
}

fn unusable(flag: &str, file: &Path, error: &dyn std::fmt::Display) -> String {
    format!("--nats-{flag} names {}: {error}", file.display())
}
