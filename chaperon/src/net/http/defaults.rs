//! The headers that all requests of a session have, put together once.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};

use super::lines::{Own, lines};

/// Headers that each request is sent with, unless it has some of the same name.
#[derive(Clone, Default)]
pub struct Defaults {
    headers: HeaderMap,
    /// The same as HTTP/1.1 has them.
    lines: Vec<u8>,
    own: Own,
}

impl From<HeaderMap> for Defaults {
    fn from(headers: HeaderMap) -> Self {
        let mut written = Vec::new();
        lines(&mut written, &headers);
        Self { own: Own::of(&headers), lines: written, headers }
    }
}

impl Defaults {
    /// The headers themselves.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Their lines.
    pub(super) fn lines(&self) -> &[u8] {
        &self.lines
    }

    /// Which of them matter to the wire.
    pub(super) fn own(&self) -> Own {
        self.own
    }

    /// Those that are sent with a request which has these headers.
    pub(super) fn beside<'a>(
        &'a self,
        headers: &'a HeaderMap,
    ) -> impl Iterator<Item = (&'a HeaderName, &'a HeaderValue)> {
        self.headers.iter().filter(|(name, _)| !headers.contains_key(*name))
    }

    /// Whether a request with these headers is sent without some of them.
    pub(super) fn give_way(&self, headers: &HeaderMap) -> bool {
        !headers.is_empty() && self.headers.keys().any(|name| headers.contains_key(name))
    }
}

/// By their names alone: credentials may be among them.
impl fmt::Debug for Defaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.headers.keys()).finish()
    }
}
