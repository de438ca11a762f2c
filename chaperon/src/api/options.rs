//! Where the server listens, and whom it lets in.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use super::auth::Token;

/// How the API is served.
#[derive(Debug, Clone)]
pub(crate) struct ApiOptions {
    pub(crate) address: SocketAddr,
    /// What is asked for; nobody may ask without it, if it is set.
    pub(crate) token: Option<Token>,
    /// Names under which it answers, besides those of loopback.
    pub(crate) hosts: Vec<String>,
    pub(crate) tls: Option<TlsFiles>,
}

/// Where it listens unless told: not at 5000, where the services of many examples are.
pub(crate) const DEFAULT_ADDRESS: SocketAddr =
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 5001);

/// PEM files of a certificate, with its chain, and of its key.
#[derive(Debug, Clone)]
pub(crate) struct TlsFiles {
    pub(crate) certificate: PathBuf,
    pub(crate) key: PathBuf,
}
