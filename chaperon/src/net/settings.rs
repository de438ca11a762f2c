//! What a slot's connections are set to.

use std::net::IpAddr;
use std::path::PathBuf;

use super::targets::Targets;

/// How a slot connects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetSettings {
    /// The targets that may be dialled.
    pub allow_targets: Targets,
    /// Addresses of hosts that are not looked up.
    pub resolve: Vec<KnownHost>,
    /// Source addresses, taken in turn; none: the system's choice.
    pub local_addresses: Vec<IpAddr>,
    /// How TLS is done.
    pub tls: TlsSettings,
    /// How many HTTP connections a slot may have at once; at least 1.
    pub max_connections: usize,
}

/// A host that is not looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownHost {
    /// Its name.
    pub host: Box<str>,
    /// Where it is.
    pub addresses: Vec<IpAddr>,
    /// Its port, if it is not the one of the URL.
    pub port: Option<u16>,
}

impl Default for NetSettings {
    /// No target allowed, and otherwise the system's ways, with up to 100 connections a slot.
    fn default() -> Self {
        Self {
            allow_targets: Targets::default(),
            resolve: Vec::new(),
            local_addresses: Vec::new(),
            tls: TlsSettings::default(),
            max_connections: 100,
        }
    }
}

/// How TLS is done: whom to trust, and who we are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TlsSettings {
    /// A PEM file of certificate authorities to trust instead of the system's.
    pub ca: Option<PathBuf>,
    /// A PEM file with our certificate chain, for servers that ask for one.
    pub cert: Option<PathBuf>,
    /// A PEM file with the key of our certificate.
    pub key: Option<PathBuf>,
    /// Trust every certificate, for test servers.
    pub insecure: bool,
}
