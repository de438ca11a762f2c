//! What a request is built of.

use std::borrow::Cow;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method};

use super::response::Response;
use crate::action::callback::Callbacks;
use crate::error::Error;

/// What is to be sent. Boxed from the beginning, as it is handed on from call to call.
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
    /// The first mistake in what it is built of.
    pub(super) problem: Option<Error>,
    pub(super) callbacks: Callbacks<'s, Response>,
}

/// Which status is no error.
#[derive(Debug, Clone, Copy)]
pub(super) enum Expected {
    /// This one.
    Status(u16),
    /// Any below 400.
    Success,
}
