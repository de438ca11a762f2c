//! The keys of `tls`.

use std::path::PathBuf;

use chaperon_macros::Config;

/// Certificates, as PEM files.
#[derive(Debug, Clone, Config)]
pub struct Tls {
    /// Certificates of authorities to trust beside those of the system.
    pub ca: Option<PathBuf>,
    /// The certificate by which the client shows who it is.
    pub cert: Option<PathBuf>,
    /// The private key of that certificate.
    pub key: Option<PathBuf>,
}
