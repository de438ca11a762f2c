//! Which versions of HTTP the TLS handshake offers (ALPN).

use std::sync::Arc;

use rustls::ClientConfig;

use crate::config::HttpVersion;

/// What is offered to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::net) enum Offer {
    /// HTTP/1.1 alone.
    Http1,
    /// Either; HTTP/2 is preferred.
    Either,
    /// HTTP/2 alone.
    Http2,
}

impl Offer {
    /// The names of ALPN, as a configuration has them.
    pub(super) fn protocols(self) -> Vec<Vec<u8>> {
        let names: &[&[u8]] = match self {
            Self::Http1 => &[b"http/1.1"],
            Self::Either => &[b"h2", b"http/1.1"],
            Self::Http2 => &[b"h2"],
        };
        names.iter().map(|name| name.to_vec()).collect()
    }

    /// A configuration that offers this. One for HTTP/1.1 is taken as it is; the others share its
    /// tickets.
    pub(in crate::net) fn within(self, http1: Arc<ClientConfig>) -> Arc<ClientConfig> {
        if self == Self::Http1 {
            return http1;
        }
        let mut config = Arc::unwrap_or_clone(http1);
        config.alpn_protocols = self.protocols();
        Arc::new(config)
    }
}

impl From<HttpVersion> for Offer {
    fn from(version: HttpVersion) -> Self {
        match version {
            HttpVersion::Auto => Self::Either,
            HttpVersion::Http1 => Self::Http1,
            HttpVersion::Http2 => Self::Http2,
        }
    }
}
