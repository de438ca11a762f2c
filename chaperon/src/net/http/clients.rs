//! Clients of one's own for the wire `reqwest`.

use std::fmt;
#[cfg(feature = "reqwest")]
use std::sync::Arc;

#[cfg(feature = "reqwest")]
use crate::error::{Error, ErrorKind, Result};

/// How the wire `reqwest` comes by its clients: unless said, by making one for each slot.
///
/// See `made_by`, which there is with the feature `reqwest`.
#[derive(Clone, Default)]
pub struct HttpClients {
    #[cfg(feature = "reqwest")]
    factory: Option<Arc<Factory>>,
}

#[cfg(feature = "reqwest")]
type Factory = dyn Fn(reqwest::ClientBuilder) -> Result<reqwest::Client> + Send + Sync;

#[cfg(feature = "reqwest")]
impl HttpClients {
    /// Has a function make them: it is called once a core, and once more for each entry of the load
    /// test that connects in another way (`http.proxy`, `tls`, `resolve`).
    ///
    /// It is given a builder that is set up as the wire needs it: redirects off, hosts looked up by
    /// the core, connections counted, TLS and proxy as configured. Whatever else it sets holds. A
    /// client that is not made of the builder works as well, but then nothing of that is true of
    /// it, and only the first target of a request is checked against `allow_targets`. Leave
    /// redirects, cookies and decompression off: they are done, and measured, above the wire.
    ///
    /// All slots of the core use the client, and so share its connections; `reuse: "nothing"` does
    /// not close them.
    ///
    /// ```
    /// use chaperon::prelude::*;
    /// use chaperon::{HttpClients, RunOptions};
    ///
    /// let clients = HttpClients::made_by(|builder| builder.tcp_keepalive(seconds(30)).build());
    /// let mut options = RunOptions { http_clients: clients, ..RunOptions::default() };
    /// options.config.set_text("http.wire=reqwest")?;
    /// # Ok::<(), chaperon::config::ConfigError>(())
    /// ```
    pub fn made_by<E: Into<Error>>(
        factory: impl Fn(reqwest::ClientBuilder) -> Result<reqwest::Client, E> + Send + Sync + 'static,
    ) -> Self {
        Self { factory: Some(Arc::new(move |builder| factory(builder).map_err(Into::into))) }
    }

    /// A client made of a builder.
    pub(super) fn make(&self, builder: reqwest::ClientBuilder) -> Result<reqwest::Client> {
        let made = match &self.factory {
            Some(factory) => factory(builder),
            None => builder.build().map_err(Error::from),
        };
        made.map_err(|error| {
            Error::new(ErrorKind::Config, format!("the HTTP client was not made: {error}"))
        })
    }
}

impl HttpClients {
    /// Whether there is a function that makes them.
    pub(crate) fn are_given(&self) -> bool {
        #[cfg(feature = "reqwest")]
        return self.factory.is_some();
        #[cfg(not(feature = "reqwest"))]
        false
    }
}

/// Shows whether they are made by a function.
impl fmt::Debug for HttpClients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.are_given() { "HttpClients(given)" } else { "HttpClients" })
    }
}
