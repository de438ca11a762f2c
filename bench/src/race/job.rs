//! What all generators are told to do.

use crate::nginx::Nginx;

/// A kind of request, which is a race of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    Get,
    /// A GET by HTTP/1.1 over TLS.
    Https,
    /// A GET by HTTP/2 over TLS, one request at a time on each connection.
    Http2,
    /// A POST of 1 KB of JSON.
    Post,
    /// A GET of 100 KB.
    Download,
}

impl Work {
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Get => "HTTP/1.1 GET of 11 bytes",
            Self::Https => "HTTPS keep-alive, GET of 11 bytes by HTTP/1.1",
            Self::Http2 => "HTTP/2 over TLS, GET of 11 bytes",
            Self::Post => "HTTP/1.1 POST of 1 KB of JSON",
            Self::Download => "HTTP/1.1 GET of 100 KB",
        }
    }
}

/// One run of one generator.
#[derive(Clone, Copy)]
pub(super) struct Job<'a> {
    pub(super) work: Work,
    pub(super) nginx: &'a Nginx,
    pub(super) seconds: u64,
}

impl Job<'_> {
    /// Where it is, without a path.
    pub(super) fn base(&self) -> String {
        match self.work {
            Work::Get | Work::Post | Work::Download => self.nginx.url(),
            Work::Https => self.nginx.tls_url(),
            Work::Http2 => self.nginx.http2_url(),
        }
    }

    /// The URL of all requests, for those who can have only one.
    pub(super) fn url(&self) -> String {
        let path = match self.work {
            Work::Get | Work::Https | Work::Http2 => "/items/7",
            Work::Post => "/orders/7",
            Work::Download => "/files/large",
        };
        format!("{}{path}", self.base())
    }
}

/// The header for those who do not keep cookies: what the target sets for those who do.
pub(super) const COOKIE: &str = "Cookie: visitor=4f2a9c81d7e6";

/// What is posted, a file for those who read it themselves.
pub(super) const ORDER: &str = "bench/peers/order.json";

/// Its type.
pub(super) const JSON: &str = "Content-Type: application/json";
