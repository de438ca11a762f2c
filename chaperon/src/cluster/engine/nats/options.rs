//! What a connection to NATS is made of.

use std::fmt;
use std::path::PathBuf;

/// Which servers, who asks, and how the connection is protected.
#[derive(Debug, Clone, Default)]
pub(crate) struct NatsOptions {
    /// `nats://host:4222` or `tls://host:4222`, several with commas between them; it may name a user
    /// and a password, or a token.
    pub(crate) servers: Secret,
    pub(crate) token: Option<Secret>,
    pub(crate) user: Option<String>,
    pub(crate) password: Option<Secret>,
    /// A file of credentials, as `nsc` makes them.
    pub(crate) creds: Option<PathBuf>,
    /// A file with the seed of an nkey.
    pub(crate) nkey: Option<PathBuf>,
    /// Whose certificates are trusted, as PEM; the system's authorities without it.
    pub(crate) ca: Option<PathBuf>,
    /// The client's own certificate and its key, as PEM.
    pub(crate) cert: Option<PathBuf>,
    pub(crate) key: Option<PathBuf>,
    /// Whether a server on another machine is used that asks nobody who they are.
    pub(crate) insecure: bool,
    /// Names of clusters that share a server are apart.
    pub(crate) cluster: String,
    /// How much of results the server keeps at most, in bytes, if this is who makes their stream.
    pub(crate) max_bytes: u64,
}

/// A text that is never shown.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself.
    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}
