//! A request as a wire takes it.

use bytes::Bytes;
use http::{HeaderMap, Method};

use super::cookies::Jar;
use super::defaults::Defaults;
use super::limits::Limits;
use crate::net::url::Url;

/// A request, ready to be sent.
///
/// `Host`, `Content-Length` and `Cookie` are written by the wire; one of these among the headers
/// is sent instead. The rest is sent as it is here, in this order: `defaults`, `headers`, cookies.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The method.
    pub method: &'a Method,
    /// Where it goes.
    pub url: &'a Url,
    /// Headers that are sent unless `headers` has some of the same name.
    pub defaults: &'a Defaults,
    /// The headers of this request.
    pub headers: &'a HeaderMap,
    /// The cookies of the session, of which those for the URL are sent.
    pub cookies: Option<&'a Jar>,
    /// The body. An empty one is announced only for methods that usually have one.
    pub body: &'a Bytes,
    /// How large the response may be.
    pub limits: Limits,
}

impl Request<'_> {
    /// Whether sending it twice means the same as sending it once (RFC 9110, 9.2.2).
    pub fn is_idempotent(&self) -> bool {
        self.method.is_idempotent()
    }
}
