//! An origin: the scheme, host and port that a connection goes to.

use std::fmt;
use std::net::IpAddr;

/// The scheme of a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// `http`
    Http,
    /// `https`
    Https,
    /// `ws`
    Ws,
    /// `wss`
    Wss,
}

impl Scheme {
    /// Whether connections of this scheme are inside TLS.
    pub fn is_tls(self) -> bool {
        matches!(self, Self::Https | Self::Wss)
    }

    /// The port where a URL names none.
    pub fn default_port(self) -> u16 {
        if self.is_tls() { 443 } else { 80 }
    }

    /// The scheme as it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https => "https",
            Self::Ws => "ws",
            Self::Wss => "wss",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "http" => Some(Self::Http),
            "https" => Some(Self::Https),
            "ws" => Some(Self::Ws),
            "wss" => Some(Self::Wss),
            _ => None,
        }
    }
}

/// Scheme, host and port: what connections are kept by.
///
/// Two origins are equal when their connections can be shared: `ws` is like `http`.
#[derive(Debug, Clone)]
pub struct Origin {
    scheme: Scheme,
    host: Box<str>,
    port: u16,
    authority: Box<str>,
    address: Option<IpAddr>,
}

impl Origin {
    /// The origin of a host as a URL writes it: IPv6 addresses in brackets.
    pub(super) fn new(scheme: Scheme, host: &str, port: Option<u16>) -> Self {
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let port = port.unwrap_or_else(|| scheme.default_port());
        let authority = if port == scheme.default_port() {
            Box::from(host)
        } else {
            format!("{host}:{port}").into_boxed_str()
        };
        Self { scheme, host: Box::from(bare), port, authority, address: bare.parse().ok() }
    }

    /// The scheme.
    pub fn scheme(&self) -> Scheme {
        self.scheme
    }

    /// The host, in lower case; an IPv6 address without its brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, also where the URL names none.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The host as the `Host` header has it, with the port unless it is the scheme's own.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The host's address, where the host is one.
    pub fn address(&self) -> Option<IpAddr> {
        self.address
    }
}

impl PartialEq for Origin {
    fn eq(&self, other: &Self) -> bool {
        self.port == other.port
            && self.scheme.is_tls() == other.scheme.is_tls()
            && self.host == other.host
    }
}

impl Eq for Origin {}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", self.scheme.as_str(), self.authority)
    }
}
