//! The keys of `http`.

use std::collections::BTreeMap;
use std::fmt;

use chaperon_macros::Config;

use crate::config::settings::{HttpVersion, HttpWire, Positive, Proxy};

/// How HTTP requests are made.
#[derive(Clone, Config)]
pub struct Http {
    /// Headers sent with every request.
    #[config(default = BTreeMap::new())]
    pub headers: BTreeMap<String, String>,
    /// How many redirects of one request are followed.
    #[config(default = 10)]
    pub follow_redirects: u32,
    /// The largest response body, in bytes.
    #[config(default = 64 * 1024 * 1024)]
    pub max_body: u64,
    /// The largest response head, in bytes.
    #[config(default = 64 * 1024)]
    pub max_header: Positive,
    /// How many connections a slot opens to one origin by HTTP/1.1; by HTTP/2 it is one.
    #[config(default = 6)]
    pub max_connections: Positive,
    /// Whether bodies are only counted, and not kept.
    #[config(default = false)]
    pub count_body_only: bool,
    /// The version of HTTP: `auto` (HTTP/2 where a server agrees to it over TLS, else HTTP/1.1),
    /// `1.1`, or `2`, which without TLS is spoken by prior knowledge.
    #[config(default = HttpVersion::Auto)]
    pub version: HttpVersion,
    /// What carries requests: `direct`, or `reqwest` (a feature of the crate) for proxies.
    #[config(default = HttpWire::Direct)]
    pub wire: HttpWire,
    /// The proxy of requests on the wire `reqwest`; WebSockets do without. A secret.
    #[config(secret)]
    pub proxy: Option<Proxy>,
}

/// Shows the names of headers only: their values may be secrets.
impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            headers,
            follow_redirects,
            max_body,
            max_header,
            max_connections,
            count_body_only,
            version,
            wire,
            proxy,
        } = self;
        f.debug_struct("Http")
            .field("headers", &headers.keys())
            .field("follow_redirects", follow_redirects)
            .field("max_body", max_body)
            .field("max_header", max_header)
            .field("max_connections", max_connections)
            .field("count_body_only", count_body_only)
            .field("version", version)
            .field("wire", wire)
            .field("proxy", proxy)
            .finish()
    }
}
