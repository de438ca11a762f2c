//! What a connection to NATS is made of.

use std::fmt;
use std::path::PathBuf;

/// Which NATS servers, who asks them, and how the connection is protected: the flags `--nats …` of the
/// command line.
///
/// [`from_env`](Self::from_env) begins with what the environment says, as the command line does;
/// [`new`](Self::new) looks at nothing but what it is given. It is used by
/// [`Client::connect`](crate::cluster::Client::connect), which says what cannot be used of it. Secrets
/// are not shown by `{:?}`.
///
/// ```
/// use chaperon::cluster::NatsOptions;
///
/// let options = NatsOptions::new("tls://nats.example.com:4222")
///     .user("client", "hush")
///     .ca("ca.pem")
///     .cluster("nightly");
/// assert!(!format!("{options:?}").contains("hush"));
///
/// // CHAPERON_NATS_URL, and who asks.
/// let options = NatsOptions::from_env();
/// ```
#[derive(Debug, Clone)]
pub struct NatsOptions {
    /// `nats://host:4222` or `tls://host:4222`, several with commas between them; it may name a user
    /// and a password, or a token.
    pub(crate) servers: Option<Secret>,
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

/// No server, nobody who asks, the cluster `default`; looks at no environment.
impl Default for NatsOptions {
    fn default() -> Self {
        Self {
            servers: None,
            token: None,
            user: None,
            password: None,
            creds: None,
            nkey: None,
            ca: None,
            cert: None,
            key: None,
            insecure: false,
            cluster: "default".to_owned(),
            max_bytes: 1 << 30,
        }
    }
}

impl NatsOptions {
    /// The server at this URL, `nats://host:4222` or `tls://host:4222`; several with commas between
    /// them. It may name who asks, `nats://user:password@host`, or `nats://token@host`.
    pub fn new(url: impl Into<String>) -> Self {
        Self::default().servers(url)
    }

    /// What the environment says: the server by `CHAPERON_NATS_URL`, and who asks by
    /// `CHAPERON_NATS_TOKEN`, or by `CHAPERON_NATS_USER` and `CHAPERON_NATS_PASSWORD`. What is empty
    /// is not set.
    pub fn from_env() -> Self {
        Self::from_variables(|name| std::env::var(name).ok())
    }

    pub(crate) fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name| variable(name).filter(|text| !text.is_empty());
        let secret = |name| text(name).map(Secret::new);
        Self {
            servers: secret("CHAPERON_NATS_URL"),
            token: secret("CHAPERON_NATS_TOKEN"),
            user: text("CHAPERON_NATS_USER"),
            password: secret("CHAPERON_NATS_PASSWORD"),
            ..Self::default()
        }
    }

    /// Other servers, as of [`new`](Self::new).
    #[must_use]
    pub fn servers(self, url: impl Into<String>) -> Self {
        Self { servers: Some(Secret::new(url)), ..self }
    }

    /// Asks as this user.
    #[must_use]
    pub fn user(self, name: impl Into<String>, password: impl Into<String>) -> Self {
        let (user, password) = (Some(name.into()), Some(Secret::new(password)));
        Self { user, password, token: None, ..self }
    }

    /// Asks with this token.
    #[must_use]
    pub fn token(self, token: impl Into<String>) -> Self {
        Self { token: Some(Secret::new(token)), user: None, password: None, ..self }
    }

    /// Asks with a file of credentials, as `nsc` makes them.
    #[must_use]
    pub fn creds(self, file: impl Into<PathBuf>) -> Self {
        Self { creds: Some(file.into()), ..self }
    }

    /// Asks with a file that has the seed of an nkey.
    #[must_use]
    pub fn nkey(self, file: impl Into<PathBuf>) -> Self {
        Self { nkey: Some(file.into()), ..self }
    }

    /// Trusts the authorities in this PEM file, not the system's, and talks by TLS only.
    #[must_use]
    pub fn ca(self, file: impl Into<PathBuf>) -> Self {
        Self { ca: Some(file.into()), ..self }
    }

    /// Shows the server this certificate, whose key is in the second file, both as PEM.
    #[must_use]
    pub fn certificate(self, certificate: impl Into<PathBuf>, key: impl Into<PathBuf>) -> Self {
        Self { cert: Some(certificate.into()), key: Some(key.into()), ..self }
    }

    /// Uses a server on another machine though it asks nobody who they are; that is refused otherwise.
    #[must_use]
    pub fn insecure_engine(self) -> Self {
        Self { insecure: true, ..self }
    }

    /// Which cluster, of those that share the server; `default` unless said. A name of letters,
    /// digits, `-` and `_`.
    #[must_use]
    pub fn cluster(self, name: impl Into<String>) -> Self {
        Self { cluster: name.into(), ..self }
    }

    /// How many bytes of results the server keeps at most; 1 GiB unless said. Who makes the stream of
    /// results says it; one that is there is used as it is.
    #[must_use]
    pub fn max_bytes(self, bytes: u64) -> Self {
        Self { max_bytes: bytes, ..self }
    }
}

/// A text that is never shown.
#[derive(Clone, Default, PartialEq, Eq)]
pub(crate) struct Secret(String);

impl Secret {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_is_as_it_was_said_last() {
        let environment = NatsOptions::from_variables(|name| Some(format!("hush {name}")));
        let user = environment.clone().user("client", "password");
        assert_eq!((user.token, user.user.as_deref()), (None, Some("client")));
        let token = environment.token("other");
        assert_eq!((token.token, token.user), (Some(Secret::new("other")), None));
    }

    #[test]
    fn an_empty_variable_is_not_set() {
        let none = NatsOptions::from_variables(|_| Some(String::new()));
        assert!(none.servers.is_none() && none.token.is_none() && none.user.is_none());
    }
}
