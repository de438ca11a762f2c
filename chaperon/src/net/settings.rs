//! What a slot's connections are set to.

use std::net::IpAddr;
use std::path::PathBuf;

use super::targets::Targets;
use crate::config::{HttpVersion, Proxy};

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
    /// What carries HTTP.
    pub wire: WireKind,
    /// Which version of HTTP is spoken.
    pub version: HttpVersion,
    /// What is between us and the targets, on the wires that know of it. It may be dialled though
    /// it is no target.
    pub proxy: Option<Proxy>,
}

/// What carries HTTP.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum WireKind {
    /// HTTP/1.1 as written here, HTTP/2 by the `h2` crate.
    #[default]
    Direct,
    /// The `reqwest` crate.
    #[cfg(feature = "reqwest")]
    Reqwest,
}

impl NetSettings {
    /// Where a host is, if it is not looked up.
    pub(super) fn known_host(&self, host: &str) -> Option<&KnownHost> {
        self.resolve.iter().find(|known| known.host.eq_ignore_ascii_case(host))
    }
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
            wire: WireKind::default(),
            version: HttpVersion::default(),
            proxy: None,
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
