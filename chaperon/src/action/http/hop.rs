//! One request of a chain of redirects.

use bytes::Bytes;
use http::{HeaderMap, Method};

use crate::net::Url;
use crate::net::http::Redirect;
use crate::session::Profile;

/// One request of a chain of redirects.
pub(super) struct Hop {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// The session's default headers, where some of them may not go along any more.
    pub(super) stripped: Option<HeaderMap>,
}

impl Hop {
    /// The headers that are sent beside the request's own.
    pub(super) fn defaults<'h>(&'h self, profile: &'h Profile) -> &'h HeaderMap {
        self.stripped.as_ref().unwrap_or_else(|| profile.default_headers())
    }

    /// The next hop. What is set for the base URL's origin, credentials above all, stays there.
    pub(super) fn redirected(mut self, next: Redirect, profile: &Profile) -> Self {
        next.strip(&mut self.headers);
        if next.leaves_origin {
            self.stripped = Some(profile.headers_for_strangers());
        }
        let body = if next.keeps_body { self.body } else { Bytes::new() };
        Self { method: next.method, url: next.url, headers: self.headers, body, ..self }
    }
}
