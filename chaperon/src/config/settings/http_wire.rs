//! What carries HTTP requests.

use serde::{Deserialize, Serialize};

/// What carries HTTP requests; in a text, the name in lower case.
///
/// ```
/// use chaperon::config::{HttpWire, Layer, Settings};
///
/// let mut layer = Layer::defaults_of::<()>();
/// layer.set_text("http.wire=reqwest")?;
/// let settings: Settings = layer.resolve()?.read()?;
/// assert_eq!(settings.http.wire, HttpWire::Reqwest);
/// # Ok::<(), chaperon::config::ConfigError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum HttpWire {
    /// HTTP/1.1 as written here, HTTP/2 by the `h2` crate: the fastest, with each phase timed apart.
    Direct,
    /// The `reqwest` crate, for proxies and clients of one's own. Needs the feature `reqwest`.
    ///
    /// Outcomes are those of `direct`, and errors have the same kinds. What differs:
    ///
    /// - Phases: `connect` is all of a connection's making but the look-up of its host: TCP, TLS,
    ///   and what a proxy asks for. `tls` and `send` are not known. So a connection that is not
    ///   there in time is `timeout:connect`, and a request that is not taken `timeout:headers`.
    /// - Why a SOCKS proxy gave no connection is not told apart: it is `connect:failed`.
    /// - Bytes are those of heads and bodies as HTTP/1.1 writes them, without the framing of chunks
    ///   and TLS; those of failed requests are not counted. Connections are counted once they can
    ///   be used.
    /// - `http.max_connections` is how many requests of a slot are under way at once. As many
    ///   connections to each host may be idle.
    /// - `local_addresses` are taken in turn by the clients, of which each slot has one, and not by
    ///   their connections.
    /// - `resolve` does not hold for hosts that a proxy looks up, nor for hosts that are addresses.
    /// - By HTTP/2, connections are shared as `reqwest` shares them. A `Host` of one's own is refused
    ///   (`bad_request`) where `http.version` is `2`; a port of `resolve` shows in the authority; and
    ///   `Content-Length: 0` is sent by methods that are not usual with a body, too.
    /// - Paths are normalized as URLs are: `/a/../b` is sent as `/b`.
    /// - A response that is bad HTTP may be read where `direct` refuses it.
    Reqwest,
}
