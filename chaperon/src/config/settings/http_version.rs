//! Which version of HTTP is spoken.

use serde::{Deserialize, Serialize};

/// Which version of HTTP requests are made in; in a text, `auto`, `1.1` or `2`.
///
/// WebSockets are always HTTP/1.1.
///
/// ```
/// use chaperon::config::{HttpVersion, Layer, Settings};
///
/// let mut layer = Layer::defaults_of::<()>();
/// layer.set_text("http.version=2")?;
/// let settings: Settings = layer.resolve()?.read()?;
/// assert_eq!(settings.http.version, HttpVersion::Http2);
/// # Ok::<(), chaperon::config::ConfigError>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum HttpVersion {
    /// HTTP/2 where the server agrees to it in the TLS handshake (ALPN), HTTP/1.1 elsewhere.
    ///
    /// A slot remembers a server that speaks HTTP/1.1 only, and does not ask it again.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    /// HTTP/1.1, also where the server could do HTTP/2.
    #[serde(rename = "1.1")]
    Http1,
    /// HTTP/2 and nothing else: by ALPN over TLS, and by prior knowledge (h2c) without it. A server
    /// that does not speak it is an error.
    ///
    /// What differs from HTTP/1.1, here and by `auto`, on the wire `direct`:
    ///
    /// - A slot has one connection to an origin, which its requests share. `http.max_connections`
    ///   does not apply; how many are under way at once is the server's choice, and waiting for a
    ///   turn is the phase `blocked`.
    /// - A request that is given up, such as by a timeout, resets its stream; the connection stays.
    /// - A request that the server says it has not looked at (`GOAWAY`, `REFUSED_STREAM`) is sent
    ///   again, whatever its method.
    /// - The phase `send` ends with the next write to the socket after the last of the request was
    ///   handed over; what else that write carries is not known.
    /// - Before a request is sent, the sessions whose answers have come take note of them. That wait
    ///   is part of the request's time, and of none of its phases.
    /// - Heads are measured against `http.max_header` as HTTP/1.1 would write them, without interim
    ///   responses.
    #[serde(rename = "2")]
    Http2,
}
