//! Whom to trust: the system's certificate authorities, or those of a file.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::error::{Error, ErrorKind, Result};

/// The system's authorities, read when they are first needed and shared by all cores.
pub(super) fn of_system() -> Arc<RootCertStore> {
    static ROOTS: OnceLock<Arc<RootCertStore>> = OnceLock::new();
    Arc::clone(ROOTS.get_or_init(|| {
        let mut roots = RootCertStore::empty();
        // What of the system's files cannot be read is not trusted; nothing else follows from it.
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        Arc::new(roots)
    }))
}

/// The authorities of a PEM file.
pub(super) fn of_file(path: &Path) -> Result<Arc<RootCertStore>> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates("tls.ca", path)? {
        roots.add(certificate).map_err(|error| unusable("tls.ca", path, &error))?;
    }
    Ok(Arc::new(roots))
}

/// The certificates of a PEM file; the key of the configuration names it in errors.
pub(super) fn certificates(key: &str, path: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let found: Vec<_> = CertificateDer::pem_file_iter(path)
        .and_then(Iterator::collect)
        .map_err(|error| unusable(key, path, &error))?;
    if found.is_empty() {
        return Err(unusable(key, path, &"there is no certificate in it"));
    }
    Ok(found)
}

/// The error of a file that a configuration key names.
pub(super) fn unusable(key: &str, path: &Path, error: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorKind::Config, format!("`{key}` names {}: {error}", path.display()))
}
