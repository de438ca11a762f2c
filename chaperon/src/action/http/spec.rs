//! What a request is built of.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};

/// What is to be sent.
pub(super) struct Spec<'s> {
    pub(super) method: Method,
    pub(super) path: Cow<'s, str>,
    pub(super) fills: Vec<(Cow<'static, str>, String)>,
    pub(super) params: Vec<(String, String)>,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) metric: Option<Cow<'static, str>>,
    pub(super) timeout: Option<Duration>,
    pub(super) expected: Option<Expected>,
    pub(super) skip_query: bool,
}

/// Which status is no error.
#[derive(Debug, Clone, Copy)]
pub(super) enum Expected {
    /// This one.
    Status(u16),
    /// Any below 400.
    Success,
}
