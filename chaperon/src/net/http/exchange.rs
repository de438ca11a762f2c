//! A completed exchange: the response, and how it went.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode, Version};

use super::head::Head;
use crate::metrics::Phases;

/// A response that was read to its end, and where its time went.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// The status line and headers.
    pub head: Head,
    /// The body as it was sent, content encodings not undone; empty when it was only counted.
    pub body: Bytes,
    /// How long the body is, also when it was only counted.
    pub body_length: u64,
    /// Where the time went.
    pub phases: Phases,
    /// From asking for a connection to the last byte.
    pub elapsed: Duration,
    /// Whether it was sent twice, as the server had closed the idle connection.
    pub retried: bool,
}

impl Exchange {
    /// The status.
    pub fn status(&self) -> StatusCode {
        self.head.status()
    }

    /// The version of HTTP that the server answered in.
    pub fn version(&self) -> Version {
        self.head.version()
    }

    /// The headers, read when they are first asked for.
    pub fn headers(&self) -> &HeaderMap {
        self.head.headers()
    }
}
